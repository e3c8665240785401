import { number } from "../../model/number.ts";
import { counted } from "../words.ts";
import type { Place } from "../../model/place.ts";
import { total, type Mechanism, type Scene } from "./mechanism.ts";

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
  "duplicate-name",
]);
const BROKEN = new Set(["damaged", "checksum-mismatch", "size-mismatch", "trailing-data"]);

export const shiftedRows: Mechanism = {
  id: "M9",
  needsStrays: false,
  title: "rows and files were shifted against each other",
  next: "Compare each row's size and digest with the file of the row before and after.",
  find({ facts }) {
    const wrong = facts.linkProblems.filter(({ kind }) => kind === "void");
    if (wrong.length < MIN_SHIFTED) return undefined;
    const evidence = [`${counted(wrong.length, "row")} contradict the file that they name`];
    const shifted = wrong.filter(({ describes }) => describes !== undefined);
    if (shifted.length < MIN_SHIFTED) return { score: 0.4, evidence };
    evidence.push(`${number(shifted.length)} of them describe another file that rows name`);
    return { score: 0.9, evidence };
  },
};

export const staleArchive: Mechanism = {
  id: "M11",
  title: "files were added to an archive that already held some",
  next: "Make the archive anew in an empty folder, and look whose export was made there before.",
  find(scene) {
    const { facts, files, strayItems } = scene;
    const found = facts.observations.filter(({ rule }) => LEFT_OVER.has(rule));
    const rules = [...new Set(found.map(({ rule }) => rule))];
    if (found.length === 0) return undefined;
    const isLeftOver = leftOver(scene);
    const inThem = files.filter(({ path }) => isLeftOver(path));
    const strange = inThem.reduce((sum, file) => sum + file.strayItems, 0);
    const evidence = [`the archive shows it: ${rules.join(", ")}`];
    if (strange > 0) evidence.push(`${counted(strange, "item")} of others in what was left over`);
    return { score: strange > 0 && strange === strayItems ? 0.85 : strange > 0 ? 0.65 : 0.4, evidence };
  },
};

export const sharedFolder: Mechanism = {
  id: "M12",
  title: "two exports wrote into one folder at the same time",
  next: "Look for an export that ran at the same time, and give each a folder of its own.",
  find(scene) {
    const { facts, owners, strays } = scene;
    const isLeftOver = leftOver(scene);
    const broken = facts.entries.filter(
      ({ fate, path }) => fate.kind === "not-inspected" && BROKEN.has(fate.reason) && !isLeftOver(path),
    );
    if (broken.length === 0 || owners.size === 0) return undefined;
    return {
      score: 0.55,
      evidence: [
        `${counted(broken.length, "file")} ${broken.length === 1 ? "breaks off or does not match its checksum" : "break off or do not match their checksums"}`,
        `${counted(total(strays), "item")} of others beside ${broken.length === 1 ? "it" : "them"}`,
      ],
    };
  },
};

/** Whether a path is of what an archive still held, or lies below it. */
function leftOver({ facts }: Scene): (path: string) => boolean {
  const paths = new Set(
    facts.observations
      .filter(({ rule }) => LEFT_OVER.has(rule))
      .map(({ entry }) => facts.entries[entry]?.path)
      .filter((path) => path !== undefined),
  );
  return (path) => {
    if (paths.has(path)) return true;
    for (let at = path.indexOf("!/"); at >= 0; at = path.indexOf("!/", at + 1))
      if (paths.has(path.slice(0, at))) return true;
    return false;
  };
}

/** What a sheet or column is called says nothing of whether it is shown: names stand in quotes, keys in objects. */
function isHidden({ unit, within = "", path = "" }: Place): boolean {
  if (unit === "tag") return true;
  const words = unit === "object" || unit === "row" ? within : `${within} ${path}`;
  return unit !== "object" && HIDDEN.test(words.replace(/"[^"]*"/g, ""));
}

export const hiddenResidue: Mechanism = {
  id: "M13",
  title: "hidden residue in a file (a sheet, a revision, a comment, a tag)",
  next: "Make the file anew from the data instead of editing one that held more.",
  find({ strays, strayItems }) {
    const found = strays.filter(
      ({ swept, places }) => swept || (places.length > 0 && places.every(isHidden)),
    );
    if (found.length === 0) return undefined;
    const evidence = [`${counted(total(found), "item")} where the usual program does not show them`];
    return { score: total(found) === strayItems ? 0.9 : 0.5, evidence };
  },
};
