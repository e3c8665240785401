import type { Level } from "../model/finding.ts";

/** Something about an archive that its readers may see differently, or that hides data: id, level, words. */
export interface Hazard {
  readonly id: string;
  readonly level: Level;
  /** The hazards of the project's list (docs/zip.md) that it covers. */
  readonly covers: string;
  readonly title: string;
  readonly help: string;
}

const ANEW = "Write the archive anew with an ordinary tool.";
const BOTH = "Some unzip programs believe the one, some the other.";

function hazard(id: string, level: Level, covers: string, title: string, help: string): Hazard {
  return { id, level, covers, title, help };
}

/** Every hazard of an archive, in the order in which they are reported. */
export const HAZARDS: readonly Hazard[] = [
  // What hides data.
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
  // What readers see differently.
  hazard(
    "listing-differs",
    "unproven",
    "C3, C5",
    "Two readers list different files",
    `A second, independent reader of the same archive does not list what the map of its bytes shows. ${ANEW}`,
  ),
  hazard(
    "directory-missing",
    "unproven",
    "C2, truncation",
    "An archive without a directory",
    `It was cut off or is only a part of one. The files in it were found by their own headers and inspected; what was cut off is unknown.`,
  ),
  hazard(
    "directory-damaged",
    "unproven",
    "C3",
    "The archive's directory is damaged",
    `The list of files breaks off. What follows was inspected where it could be found. ${ANEW}`,
  ),
  hazard(
    "directory-moved",
    "unproven",
    "C4",
    "The directory is not where the archive says",
    `${BOTH} So they may unpack different files. ${ANEW}`,
  ),
  hazard(
    "directory-size-disagrees",
    "unproven",
    "C3, C4",
    "The directory has another size than the archive says",
    `${BOTH} ${ANEW}`,
  ),
  hazard(
    "end-record-ambiguous",
    "unproven",
    "C2",
    "More than one end of the archive",
    `Programs take the first or the last end record, and show the files of the one or the other. ${ANEW}`,
  ),
  hazard(
    "entry-count-disagrees",
    "unproven",
    "C3",
    "The number of files is not what the archive says",
    `Programs that believe the number hide files that others show. All of them were inspected. ${ANEW}`,
  ),
  hazard(
    "zip64-disagrees",
    "unproven",
    "C5",
    "The records for large archives contradict the others",
    `${BOTH} ${ANEW}`,
  ),
  hazard(
    "split-archive",
    "unproven",
    "multi-disk",
    "One part of a split archive",
    `Other parts hold the rest of its files. Join the parts, and check the whole.`,
  ),
  hazard(
    "name-disagrees",
    "unproven",
    "A3",
    "Two names for one file",
    `The directory at the archive's end and the header before the file name it differently. ${BOTH} ${ANEW}`,
  ),
  hazard(
    "unicode-path",
    "unproven",
    "A3",
    "A second name that does not fit",
    `The field for a Unicode name is doubled, damaged or another name; programs that know it show that name, others do not. ${ANEW}`,
  ),
  hazard(
    "method-disagrees",
    "unproven",
    "A1",
    "Two compression methods for one file",
    `${BOTH} The content they unpack differs. ${ANEW}`,
  ),
  hazard(
    "sizes-disagree",
    "unproven",
    "A2",
    "Two sizes for one file",
    `${BOTH} The one unpacks more than the other. ${ANEW}`,
  ),
  hazard(
    "checksum-disagrees",
    "unproven",
    "A2",
    "Two checksums for one file",
    `The local header and the directory give different checksums. ${ANEW}`,
  ),
  hazard(
    "descriptor-missing",
    "unproven",
    "A2, data descriptors",
    "The record behind a file's data is missing",
    `Programs that read from the beginning cannot tell where the file ends. ${ANEW}`,
  ),
  hazard(
    "stored-with-descriptor",
    "unproven",
    "C1",
    "A file whose end cannot be told from its beginning",
    `It is stored as it is, its size is told only behind it, and it holds what looks like that end. ${ANEW}`,
  ),
  hazard(
    "local-header-missing",
    "unproven",
    "damage",
    "There is no header where the directory points to",
    `The file could not be read. ${ANEW}`,
  ),
  hazard("encryption-disagrees", "unproven", "A5", "Encrypted by only one of two headers", `${BOTH} ${ANEW}`),
  hazard(
    "directory-with-data",
    "unproven",
    "A4",
    "A folder with content",
    `Some programs make a folder of it and drop the content, others write a file. ${ANEW}`,
  ),
  hazard(
    "duplicate-name",
    "unproven",
    "B1",
    "Two files of one name",
    `Unpacked, only one of them is left: which one depends on the program. ${ANEW}`,
  ),
  hazard(
    "name-collision",
    "unproven",
    "B3",
    "Two names that unpack to one file",
    `The names differ only in what programs leave out, or the one is a folder of the other. ${ANEW}`,
  ),
  hazard(
    "unsafe-path",
    "unproven",
    "B2, B3",
    "A name that is dangerous or shown differently",
    `Unpacked, this name leads elsewhere, or programs show different names. Rename the file.`,
  ),
  hazard(
    "overlapping-entries",
    "unproven",
    "overlaps",
    "Files that share bytes of the archive",
    `Two entries lie over one another, as in archives that are built to deceive or to explode. ${ANEW}`,
  ),
  hazard(
    "extra-field-damaged",
    "unproven",
    "extra fields",
    "A header whose extra fields run over",
    `Programs that read these fields refuse the archive or read on elsewhere. ${ANEW}`,
  ),
  hazard(
    "too-many-entries",
    "unproven",
    "limits",
    "More entries than the limit",
    `The rest was not listed. Raise the limit if the bundle is meant to be so large.`,
  ),
  // What changes no verdict.
  hazard(
    "part-missing",
    "note",
    "parts of an export",
    "A part of the export is missing",
    `Its number says that there are more parts. They have to be checked together: give all of them.`,
  ),
  hazard(
    "sibling-part",
    "note",
    "parts of an export",
    "Parts beside the bundle were not given",
    `They seem to belong to the same export, and were not opened. Give all parts in one command.`,
  ),
  hazard(
    "entry-count-wraps",
    "note",
    "C3",
    "A number of files that starts again at 65,536",
    "Programs from before the records for large archives write it so. Some programs then list fewer files; all of them were inspected.",
  ),
  hazard(
    "zip64-unusual",
    "note",
    "C5",
    "A record for large archives where none is needed",
    "It holds additional data, or tells a size that fits elsewhere. Programs that do not know such records read too far. What they see was searched.",
  ),
  hazard(
    "offsets-shifted",
    "note",
    "prefix",
    "Bytes stand before the archive",
    `As in self-extracting archives. They were searched as an entry of their own.`,
  ),
  hazard(
    "harmless-bytes",
    "note",
    "prefix, padding, alignment",
    "Padding or a program between the files",
    `Bytes that belong to no file, as self-extracting archives and signing tools have them. They were searched.`,
  ),
  hazard(
    "name-case",
    "note",
    "B4",
    "Names that differ only in case or form",
    `On Windows and macOS the one overwrites the other.`,
  ),
  hazard(
    "name-unusual",
    "note",
    "B2, B3",
    "A name that some systems change",
    `Unpacked on another system, the file has another name.`,
  ),
  hazard(
    "name-encoding",
    "note",
    "B2",
    "A name in an encoding that nobody tells",
    `Programs show other letters in it. It changes nothing else.`,
  ),
  hazard(
    "flags-disagree",
    "note",
    "A2",
    "Two headers announce the end of a file differently",
    `The content is the same for all programs.`,
  ),
  hazard(
    "flags-reserved",
    "note",
    "reserved flags",
    "Flags that have no meaning",
    `Set by a writer of another kind, or by mistake.`,
  ),
  hazard(
    "descriptor-odd",
    "note",
    "data descriptors",
    "An unusual record behind a file's data",
    `It is not signed, of another width, or not needed; what it says agrees.`,
  ),
  hazard(
    "directory-attribute",
    "note",
    "A4",
    "Attributes of a folder on a file, or the other way round",
    `There is no content that a program could drop.`,
  ),
  hazard(
    "times-disagree",
    "note",
    "timestamps",
    "Times that do not agree or are none",
    `Programs show different times of change.`,
  ),
  hazard(
    "extra-fields",
    "note",
    "extra fields that leak",
    "Extra fields that tell more than the files",
    `User numbers and fields of unknown kinds. Their bytes were searched for identifiers.`,
  ),
  hazard(
    "companion-files",
    "note",
    "__MACOSX, .DS_Store, Thumbs.db",
    "Files that a file manager left",
    `They can hold names and pictures of files that are not in the bundle. They were inspected like others.`,
  ),
];
