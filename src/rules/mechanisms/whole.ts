import { counted } from "../words.ts";
import { total, type Folder, type Mechanism, type Scene } from "./mechanism.ts";

// A part of another request, or all of it.

export const anothersPart: Mechanism = {
  id: "M1",
  title: "a part of another request was packed in",
  next: "Look for the request of that person: it may miss this part, and hold one of this requester's.",
  find(scene) {
    if (scene.facts.subject.seen === 0) return undefined;
    const part = foreignPart(scene);
    if (part === undefined) return undefined;
    const where = part.path === "" ? "" : ` under ${part.path}`;
    const evidence = [
      `all ${counted(part.items, "item")}${where} are of ${part.owners.size === 1 ? "one other person" : "others"}, and nothing there is the requester's`,
    ];
    const inPart = scene.strays.filter(({ entry }) => part.entries.has(entry));
    if (inPart.some(({ deviceMade }) => deviceMade !== null) && scene.subject.none.includes("device"))
      evidence.push("only a device can have made them, and the requester has none");
    const linked = inPart.filter(({ against }) => against === "linked");
    if (linked.length > 0)
      evidence.push(
        `${counted(total(linked), "of these item")} and the rows that name them agree with each other`,
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
    return evidence === undefined ? undefined : { score: 0.8, evidence };
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
  let largest: Folder | undefined;
  for (const folder of folders) {
    const isForeign = folder.strayItems === folder.items && folder.ownItems === 0 && folder.owners.size <= 1;
    if (isForeign && folder.path !== "" && folder.items > (largest?.items ?? 0)) largest = folder;
  }
  return largest;
}

function anotherPerson({ facts, items, strayItems, owners }: Scene): readonly string[] | undefined {
  if (facts.subject.seen > 0 || items === 0 || owners.size > 1) return undefined;
  if (strayItems === 0) return ["none of the requester's identifiers stands in it"];
  return [
    "none of the requester's identifiers stands in it",
    `${counted(strayItems, "item")} of ${items} belong to one other person, and agree with each other`,
  ];
}
