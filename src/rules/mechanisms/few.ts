import type { Claim } from "../../model/evidence.ts";
import { counted } from "../words.ts";
import { total, type Mechanism } from "./mechanism.ts";
import { foreignPart } from "./whole.ts";

// Some items among the requester's own.

/** More than this share of a folder is no slip (a fifth). */
const FEW = 0.2;
/** People from whom on a list of conversations is somebody's view of a service, not a mix-up. */
const MANY_PEOPLE = 5;
const MIN_SIMILAR_CHARACTERS = 6;
const DOCUMENTS = new Set(["pdf", "office", "mail", "text", "html", "picture", "image"]);
/** Reserved for tests and examples (RFC 2606), or called so. */
const TEST_DATA = /@(?:[^@]*\.)?(?:test|invalid|localhost)$|^(?:test|demo|dummy|sample)[-_. ]?\w*$/i;

export const crossTalk: Mechanism = {
  id: "M2",
  title: "single items of others slipped in (jobs at the same time, a shared cache)",
  next: "Look for exports made in the same minutes, and for this requester's own items that are missing here.",
  find(scene) {
    const { folders, strays, facts, strayItems } = scene;
    // A part that is strange as a whole did not slip in item by item.
    if (foreignPart(scene)?.strayItems === strayItems && strays.length > 1) return undefined;
    const mixed = folders.filter(
      ({ strayItems: strange, ownItems, items }) => strange > 0 && ownItems > 0 && strange <= items * FEW,
    );
    const nearest = mixed.toSorted((a, b) => a.items - b.items)[0];
    if (nearest === undefined || facts.subject.seen === 0) return undefined;
    const units = new Set(strays.map(({ unit }) => unit));
    const evidence = [
      `${counted(nearest.strayItems, "item")} of ${nearest.items} ${nearest.path === "" ? "in the bundle" : `under ${nearest.path}`}, among the requester's own`,
    ];
    const missing = facts.entries.reduce((sum, entry) => sum + entry.missing.count, 0);
    if (missing > 0) evidence.push(`${counted(missing, "file")} that rows name are not there`);
    const isClose = nearest.strayItems === strayItems && units.size === 1;
    return { score: (isClose ? 0.7 : 0.5) + (missing > 0 ? 0.15 : 0), evidence };
  },
};

export const wrongMapping: Mechanism = {
  id: "M3",
  title: "a device was mapped to the wrong account",
  next: "Ask the registry of devices whose these devices were on those days.",
  find({ strays }) {
    const found = strays.filter(
      ({ attribution, foreign }) => attribution === "conflict" && every(foreign, "device"),
    );
    const evidence = `${counted(total(found), "item")} with the requester's account and a device that is not theirs`;
    return found.length === 0 ? undefined : { score: 0.8, evidence: [evidence] };
  },
};

export const resoldDevice: Mechanism = {
  id: "M4",
  title: "a device that changed hands",
  next: "Export by the days on which the device was the requester's, not by its serial alone.",
  find({ strays }) {
    const found = strays.filter(({ foreign }) => foreign.some(({ tenure }) => tenure === "outside"));
    const evidence = `${counted(total(found), "item")} of an identifier that was the requester's, but not on that day`;
    return found.length === 0 ? undefined : { score: 0.9, evidence: [evidence] };
  },
};

export const householdMember: Mechanism = {
  id: "M5",
  title: "another member of a household, or a former one",
  next: "Find out who belongs to the household, and since when; list those whose data may be released (people).",
  find({ strays, facts }) {
    const found = [
      ...strays.filter(({ foreign }) => every(foreign, "person") || every(foreign, "household")),
      ...facts.judged.filter(({ why }) => why === "other-profile"),
    ];
    const evidence = `${counted(total(found), "item")} of a person or household that the subject file does not list`;
    return found.length === 0 ? undefined : { score: 0.75, evidence: [evidence] };
  },
};

export const tooWide: Mechanism = {
  id: "M6",
  title: "the scope was “visible to” instead of “about” the requester",
  next: "Compare the number of records with other exports, and look at how the export chooses conversations.",
  find({ strays, owners, items, strayItems }) {
    const threads = strays.filter(({ thread, foreign }) => thread >= 0 && !foreign.some(isOwner));
    if (threads.length === 0) return undefined;
    const evidence = [
      `${counted(total(threads), "item")} of conversations in which the requester takes no part`,
    ];
    const many = owners.size >= MANY_PEOPLE;
    if (many) evidence.push(`${owners.size} other people or more`);
    if (strayItems * 2 > items) evidence.push(`${strayItems} of ${items} items are of others`);
    return { score: many ? 0.85 : 0.65, evidence };
  },
};

export const enrichment: Mechanism = {
  id: "M7",
  title: "attributes of another person were joined to the requester",
  next: "Find out from which source these addresses and numbers came to the requester's record.",
  find({ strays }) {
    const found = strays.filter(
      ({ attribution, foreign }) =>
        attribution === "conflict" && (every(foreign, "email") || every(foreign, "phone")),
    );
    const evidence = `${counted(total(found), "item")} with the requester's account and an address or number that is not theirs`;
    return found.length === 0 ? undefined : { score: 0.55, evidence: [evidence] };
  },
};

export const similarIdentity: Mechanism = {
  id: "M8",
  title: "two people with similar identifiers were taken for one",
  next: "Compare both people's names, birth dates and addresses; look at how identities are matched.",
  find({ strays, subject }) {
    const own = subject.identifiers.filter(({ hash }) => hash === undefined);
    const isNear = ({ kind, key }: Claim): boolean =>
      key.length >= MIN_SIMILAR_CHARACTERS &&
      own.some((one) => one.kind === kind && isOneSlipApart(one.key, key));
    const found = strays.filter(({ foreign }) => foreign.some(isNear));
    const evidence = `${counted(total(found), "item")} of an identifier that differs from the requester's by one character, or by two that changed places`;
    return found.length === 0 ? undefined : { score: 0.8, evidence: [evidence] };
  },
};

export const addedByHand: Mechanism = {
  id: "M14",
  title: "a file was added by hand",
  next: "Ask who attached this file, and to which request it belongs.",
  find({ strays, facts, folders, items, strayItems }) {
    const whole = folders.find(({ path }) => path === "");
    const entries = whole?.strayEntries ?? new Set<number>();
    const isDocument = [...entries].every((entry) => {
      const fate = facts.entries[entry]?.fate;
      return fate?.kind === "inspected" && DOCUMENTS.has(fate.format.split(" ")[0] ?? "");
    });
    const ownToo = facts.judged.some(({ entry, attribution }) => entries.has(entry) && attribution === "own");
    if (strays.length === 0 || entries.size > 3 || !isDocument || ownToo || strayItems * 2 > items)
      return undefined;
    return {
      score: 0.6,
      evidence: [
        `${counted(entries.size, "document")} of another person beside records that are the requester's`,
      ],
    };
  },
};

export const testData: Mechanism = {
  id: "M17",
  title: "data of a test, or of another tenant",
  next: "Look whether the export reads from the right system and tenant.",
  find({ strays }) {
    const found = strays.filter(({ foreign }) => foreign.some(({ key }) => TEST_DATA.test(key)));
    const evidence = `${counted(total(found), "item")} of an identifier that is called a test`;
    return found.length === 0 ? undefined : { score: 0.7, evidence: [evidence] };
  },
};

function every(claims: readonly Claim[], kind: Claim["kind"]): boolean {
  return claims.length > 0 && claims.every((claim) => claim.kind === kind);
}

function isOwner({ role }: Claim): boolean {
  return role === "owner";
}

/** One character put in, left out or changed, or two neighbours that changed places. */
function isOneSlipApart(a: string, b: string): boolean {
  if (a === b || Math.abs(a.length - b.length) > 1) return false;
  let start = 0;
  while (start < a.length && a[start] === b[start]) start += 1;
  let end = 0;
  while (end < Math.min(a.length, b.length) - start && a.at(-1 - end) === b.at(-1 - end)) end += 1;
  const [restA, restB] = [a.slice(start, a.length - end), b.slice(start, b.length - end)];
  if (restA.length <= 1 && restB.length <= 1) return true;
  return restA.length === 2 && restB.length === 2 && restA === `${restB[1]}${restB[0]}`;
}
