import { counted } from "../words.ts";
import { total, type Mechanism } from "./mechanism.ts";

// What the archive and the files themselves show.

/** Rows that disagree with their files from which on they are no single mistake. */
const MIN_SHIFTED = 2;
/** What a reader does not see in the usual program. */
const HIDDEN = /hidden|revision|comment|earlier|unused|deleted|pivot|thumbnail|attachment/i;
const LEFT_OVER = new Set([
  "listed-twice",
  "hidden-archive",
  "local-only-entry",
  "other-directory",
  "unclaimed-bytes",
  "name-disagrees",
]);
const BROKEN = new Set(["damaged", "checksum-mismatch", "size-mismatch", "trailing-data"]);

export const shiftedRows: Mechanism = {
  id: "M9",
  title: "rows and files were shifted against each other",
  next: "Compare each row's size and digest with the file of the row before and after.",
  find({ facts, strays }) {
    const wrong = facts.linkProblems.filter(({ kind }) => kind === "void");
    if (wrong.length < MIN_SHIFTED) return undefined;
    const evidence = [
      `${counted(wrong.length, "row")} say another size or digest than the file has that they name`,
    ];
    return { score: strays.length === 0 ? 0.7 : 0.6, evidence };
  },
};

export const staleArchive: Mechanism = {
  id: "M11",
  title: "files were added to an archive that already held some",
  next: "Make the archive anew in an empty folder, and look whose export was made there before.",
  find({ facts }) {
    const found = facts.observations.filter(({ rule }) => LEFT_OVER.has(rule));
    const rules = [...new Set(found.map(({ rule }) => rule))];
    if (found.length === 0) return undefined;
    return { score: 0.65, evidence: [`the archive shows it: ${rules.join(", ")}`] };
  },
};

export const sharedFolder: Mechanism = {
  id: "M12",
  title: "two exports wrote into one folder at the same time",
  next: "Look for an export that ran at the same time, and give each a folder of its own.",
  find({ facts, owners, strays }) {
    const broken = facts.entries.filter(
      ({ fate }) => fate.kind === "not-inspected" && BROKEN.has(fate.reason),
    );
    if (broken.length === 0 || owners.size === 0) return undefined;
    return {
      score: 0.55,
      evidence: [
        `${counted(broken.length, "file")} break off or do not match their checksums`,
        `${counted(total(strays), "item")} of others beside them`,
      ],
    };
  },
};

export const hiddenResidue: Mechanism = {
  id: "M13",
  title: "hidden residue in a file (a sheet, a revision, a comment, a tag)",
  next: "Make the file anew from the data instead of editing one that held more.",
  find({ strays, strayItems }) {
    const found = strays.filter(
      ({ swept, places }) =>
        swept ||
        (places.length > 0 &&
          places.every(
            ({ unit, within, path }) => unit === "tag" || HIDDEN.test(`${within ?? ""} ${path ?? ""}`),
          )),
    );
    if (found.length === 0) return undefined;
    const evidence = [`${counted(total(found), "item")} where the usual program does not show them`];
    return { score: total(found) === strayItems ? 0.9 : 0.5, evidence };
  },
};
