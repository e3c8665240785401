import { number } from "../../model/number.ts";
import { counted } from "../words.ts";
import { isForeign, total, type Folder, type Mechanism, type Scene } from "./mechanism.ts";

// A part of another request, or all of it.

/** In such a share of what belongs to others (95 %) what is left of the requester's is a cover sheet. */
const COVERED = 0.95;
/** Records that a cover sheet, a manifest or a receipt has at most. */
const MAX_COVER_RECORDS = 3;

export const anothersPart: Mechanism = {
  id: "M1",
  title: "a part of another request was packed in",
  next: "Look for the request of that person: it may miss this part, and hold one of this requester's.",
  find(scene) {
    if (scene.facts.subject.seen === 0) return undefined;
    const part = foreignPart(scene) ?? foreignFile(scene);
    if (part === undefined) return undefined;
    const where = part.path.endsWith("/") ? `under ${part.path}` : `of ${part.path}`;
    const evidence = [
      `all ${counted(part.items, "item")} ${where} are of ${part.owners.size === 1 ? "one other person" : "others"}, and nothing there is the requester's`,
    ];
    const inPart = scene.strays.filter(({ entry }) => part.entries.has(entry));
    if (inPart.some(({ deviceMade }) => deviceMade !== null) && scene.subject.none.includes("device"))
      evidence.push("only a device can have made them, and the requester has none");
    const linked = inPart.filter(({ against }) => against === "linked");
    if (linked.length > 0)
      evidence.push(
        `${counted(total(linked), "of these item")} and the rows that name them agree with each other`,
      );
    const apart = scene.files.filter(
      (file) => isForeign(file) && ![...file.entries].some((entry) => part.entries.has(entry)),
    );
    if (apart.length > 0)
      evidence.push(
        `${counted(
          apart.reduce((sum, { strayItems }) => sum + strayItems, 0),
          "more item",
        )} of others in ${counted(apart.length, "other file")} that ${apart.length === 1 ? "holds" : "hold"} nothing else`,
      );
    const several = part.entries.size > 1;
    return { score: several ? 0.9 : 0.55, evidence };
  },
};

export const anothersExport: Mechanism = {
  id: "M10",
  title: "the export of another person was served",
  next: "Compare the archive with those of the requests made around that time, and the link with its request.",
  find(scene) {
    const evidence = anotherPerson(scene);
    if (evidence !== undefined) return { score: 0.8, evidence };
    const cover = coverSheet(scene);
    return cover === undefined ? undefined : { score: 0.7, evidence: cover };
  },
};

export const wrongRequester: Mechanism = {
  id: "M15",
  title: "the right export for a wrong requester",
  next: "Verify who asked, and whether the account's address was changed shortly before the request.",
  find(scene) {
    const evidence = anotherPerson(scene);
    if (evidence === undefined) return undefined;
    return {
      score: 0.6,
      evidence: [...evidence, "the bundle alone does not tell this from another's export"],
    };
  },
};

/** Of the folders but the whole bundle in which all is strange, the one that holds the most; of equal ones the uppermost. */
export function foreignPart({ folders }: Scene): Folder | undefined {
  return largest(folders.filter(({ path }) => path !== ""));
}

/** The same of single files; one record alone is no part of anything. */
function foreignFile({ files }: Scene): Folder | undefined {
  return largest(files.filter(({ items }) => items > 1));
}

function largest(parts: readonly Folder[]): Folder | undefined {
  let found: Folder | undefined;
  for (const part of parts) {
    if (isForeign(part) && part.owners.size <= 1 && part.items > (found?.items ?? 0)) found = part;
  }
  return found;
}

function anotherPerson({ facts, items, strayItems, owners }: Scene): readonly string[] | undefined {
  if (facts.subject.seen > 0 || items === 0) return undefined;
  const unseen = "none of the requester's identifiers stands in it";
  if (strayItems === 0) return [unseen];
  const several = owners.size > 1;
  const belong = strayItems === 1 ? "belongs" : "belong";
  return [
    unseen,
    several
      ? `${counted(strayItems, "item")} of ${number(items)} ${belong} to ${number(owners.size)} others, or to one person under as many identifiers`
      : `${counted(strayItems, "item")} of ${number(items)} ${belong} to one other person${strayItems === 1 ? "" : ", and agree with each other"}`,
  ];
}

/** Everything but a sheet that names the requester is of one other person. */
function coverSheet({ facts, items, strayItems, owners }: Scene): readonly string[] | undefined {
  const own = facts.judged.filter(({ attribution }) => attribution === "own" || attribution === "context");
  const entries = new Set(own.map(({ entry }) => entry));
  const [only] = entries;
  if (only === undefined || entries.size > 1 || owners.size !== 1) return undefined;
  if (total(own) > MAX_COVER_RECORDS || strayItems < items * COVERED || strayItems === items)
    return undefined;
  return [
    `${counted(strayItems, "item")} of ${number(items)} belong to one other person, and only ${facts.entries[only]?.path ?? ""} names the requester`,
  ];
}
