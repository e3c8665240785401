import { ANEW, hazard, type Hazard } from "./hazard.ts";

/** What hides data, in the order in which it is reported. */
export const HIDING_HAZARDS: readonly Hazard[] = [
  hazard(
    "hidden-archive",
    "unproven",
    "C2, C4, appended and prepended archives",
    "An archive in bytes that belong to no file",
    `Another archive was put before, behind or into this one; some programs unpack that one. What it holds was inspected, below this entry. ${ANEW}`,
  ),
  hazard(
    "local-only-entry",
    "unproven",
    "C1",
    "A file that no directory lists",
    `Programs that read an archive from its beginning unpack it, others never show it: often a leftover of an earlier archive. What could be read of it was inspected, below this entry. ${ANEW}`,
  ),
  hazard(
    "other-directory",
    "unproven",
    "C2, C4, C5",
    "A file that only another directory lists",
    `The archive can be read so that this file is in it, and so that it is not. It was inspected as an entry of its own. ${ANEW}`,
  ),
  hazard(
    "unclaimed-bytes",
    "unproven",
    "gaps, prefix, trailing bytes",
    "Bytes of the archive that belong to no file",
    `They were searched as an entry of their own, but nothing says what they are: leftovers of an earlier archive, prepended or appended data. ${ANEW}`,
  ),
  hazard(
    "records-in-comment",
    "unproven",
    "C1, C2",
    "A comment or field that holds records of an archive",
    `A program that searches for records finds them there and shows other files. What could be read of them was inspected, below this entry. ${ANEW}`,
  ),
];
