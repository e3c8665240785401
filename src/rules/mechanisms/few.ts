import type { Claim } from "../../model/evidence.ts";
import { number } from "../../model/number.ts";
import { counted } from "../words.ts";
import { isForeign, ownersOf, total, type Fit, type Mechanism, type Scene } from "./mechanism.ts";
import { foreignPart } from "./whole.ts";

// Some items among the requester's own.

/** More than this share of a folder is no slip (a fifth), unless they are only so many, and fewer than the requester's. */
const FEW = 0.2;
const SINGLE = 2;
/** People from whom on a list of conversations is somebody's view of a service, not a mix-up. */
const MANY_PEOPLE = 5;
/** So many times the requester's own (Matrix 2019: a hundred times), and not in a handful of records. */
const OUT_OF_PROPORTION = 10;
const MIN_AMONG = 100;
/** More documents than these nobody adds by hand. */
const MAX_DOCUMENTS = 3;
const MIN_SIMILAR_CHARACTERS = 6;
/** Digits at the end of an identifier; more would not fit a number. */
const TRAILING_NUMBER = /\d{1,15}$/;
const MIN_NUMBER_DIGITS = 4;
const MAX_NUMBERS_APART = 10;
const DOCUMENTS = new Set(["pdf", "office", "mail", "text", "html", "picture", "image"]);
/** Reserved for tests and examples (RFC 2606), called so, or a number that nobody is given. */
const TEST_DATA =
  /@(?:[^@]*\.)?(?:test|invalid|localhost)$|^(?:test|demo|dummy|sample)[-_. ]?\w*$|^[a-z]{0,4}[-_]?(?:0{5,}|9{5,})$/i;

export const crossTalk: Mechanism = {
  id: "M2",
  title: "single items of others slipped in (jobs at the same time, a shared cache)",
  next: "Look for exports made in the same minutes, and for this requester's own items that are missing here.",
  find(scene) {
    const { folders, strays, facts, strayItems } = scene;
    // A part or a table that is strange as a whole did not slip in item by item.
    if (foreignPart(scene)?.strayItems === strayItems && strays.length > 1) return undefined;
    if (scene.files.every((file) => isForeign(file) && file.items > 1)) return undefined;
    const mixed = folders.filter(
      ({ strayItems: strange, ownItems, items }) =>
        strange > 0 && ownItems > 0 && (strange <= items * FEW || (strange <= SINGLE && strange < ownItems)),
    );
    const nearest = mixed.toSorted((a, b) => a.items - b.items)[0];
    if (nearest === undefined || facts.subject.seen === 0) return undefined;
    const units = new Set(strays.map(({ unit }) => unit));
    const evidence = [
      `${counted(nearest.strayItems, "item")} of ${number(nearest.items)} ${nearest.path === "" ? "in the bundle" : `under ${nearest.path}`}, among the requester's own`,
    ];
    const missing = facts.entries.reduce((sum, entry) => sum + entry.missing.own, 0);
    if (missing > 0)
      evidence.push(
        `${counted(missing, "file")} that the requester's rows name ${missing === 1 ? "is" : "are"} not there`,
      );
    const isClose = nearest.strayItems === strayItems && units.size === 1;
    const isWell = isClose && !areDocuments(scene) && nearest.strayItems <= nearest.items * FEW;
    return { score: (isWell ? 0.7 : 0.5) + (missing > 0 ? 0.15 : 0), evidence };
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
  needsStrays: false,
  title: "the scope was “visible to” instead of “about” the requester",
  next: "Compare the number of records with other exports, and look at how the export chooses conversations and rows.",
  find(scene) {
    const { strays, owners, items, strayItems } = scene;
    const threads = strays.filter(({ thread, foreign }) => thread >= 0 && !foreign.some(isOwner));
    const many = owners.size >= MANY_PEOPLE;
    if (threads.length === 0) return unfiltered(scene) ?? amongOthers(scene);
    const evidence = [
      `${counted(total(threads), "item")} of conversations in which the requester takes no part`,
    ];
    if (many) evidence.push(`${number(owners.size)} other people or more`);
    if (strayItems * 2 > items)
      evidence.push(`${number(strayItems)} of ${number(items)} items are of others`);
    return { score: many ? 0.85 : 0.65, evidence };
  },
};

/** Far more in which only others are named than there is of the requester. */
function amongOthers({ facts, strayItems }: Scene): Fit | undefined {
  const among = total(facts.judged.filter(({ why }) => why === "parties-only"));
  const own = total(
    facts.judged.filter(({ attribution }) => attribution === "own" || attribution === "context"),
  );
  if (own === 0 || among < MIN_AMONG || among < own * OUT_OF_PROPORTION || strayItems > among)
    return undefined;
  return {
    score: 0.65,
    evidence: [
      `${counted(among, "item")} in which only others are named, beside ${number(own)} of the requester`,
    ],
  };
}

/** A table in which many people stand beside the requester was not chosen by person. */
function unfiltered({ files }: Scene): Fit | undefined {
  const [file] = files
    .filter(({ ownItems, owners }) => ownItems > 0 && owners.size >= MANY_PEOPLE)
    .toSorted((a, b) => b.owners.size - a.owners.size);
  if (file === undefined) return undefined;
  return {
    score: 0.75,
    evidence: [
      `${counted(file.strayItems, "item")} of ${number(file.items)} in ${file.path} are of ${number(file.owners.size)} other people, as if nobody had been chosen`,
    ],
  };
}

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
    if (found.length === 0) return undefined;
    const evidence = `${counted(total(found), "item")} of an identifier that differs from the requester's by one character, or by two that changed places`;
    // Several people who are all numbered like the requester are rather the rows before and after (M9).
    return { score: ownersOf(found).size > 1 ? 0.5 : 0.8, evidence: [evidence] };
  },
};

export const neighbours: Mechanism = {
  id: "M9",
  title: "rows of the people before and after the requester",
  next: "Look for an offset by one row or page, or a join that takes the neighbouring key.",
  find({ strays, subject }) {
    const own = subject.identifiers.filter(({ hash }) => hash === undefined);
    const isNext = ({ kind, key }: Claim): boolean =>
      own.some((one) => one.kind === kind && isNumberedNextTo(one.key, key));
    const found = strays.filter(({ foreign }) => foreign.some(isNext));
    if (found.length === 0) return undefined;
    const evidence = `${counted(total(found), "item")} of ${counted(ownersOf(found).size, "identifier")} that ${ownersOf(found).size === 1 ? "is" : "are"} numbered right beside the requester's`;
    return { score: ownersOf(found).size > 1 ? 0.8 : 0.6, evidence: [evidence] };
  },
};

export const addedByHand: Mechanism = {
  id: "M14",
  title: "a file was added by hand",
  next: "Ask who attached this file, and to which request it belongs.",
  find(scene) {
    const { files, items, strayItems } = scene;
    if (!areDocuments(scene) || files.length > MAX_DOCUMENTS || strayItems * 2 > items) return undefined;
    return {
      score: 0.6,
      evidence: [
        `${counted(files.length, "document")} of another person beside records that are the requester's`,
      ],
    };
  },
};

/** Everything strange stands in documents in which nothing is the requester's. */
function areDocuments({ files, facts }: Scene): boolean {
  return (
    files.length > 0 &&
    files.every(({ entries, ownItems }) =>
      [...entries].every((entry) => {
        const fate = facts.entries[entry]?.fate;
        const isRead = fate?.kind === "inspected" && DOCUMENTS.has(fate.format.split(" ")[0] ?? "");
        return isRead && ownItems === 0;
      }),
    )
  );
}

export const testData: Mechanism = {
  id: "M17",
  title: "data of a test, or of another tenant",
  next: "Look whether the export reads from the right system and tenant.",
  find({ strays, strayItems }) {
    const found = strays.filter(({ foreign }) => foreign.some(({ key }) => TEST_DATA.test(key)));
    if (found.length === 0) return undefined;
    const evidence = `${counted(total(found), "item")} of an identifier as tests have them`;
    return { score: total(found) === strayItems ? 0.85 : 0.6, evidence: [evidence] };
  },
};

function every(claims: readonly Claim[], kind: Claim["kind"]): boolean {
  return claims.length > 0 && claims.every((claim) => claim.kind === kind);
}

function isOwner({ role }: Claim): boolean {
  return role === "owner";
}

/** The same but for a number at the end that is a few more or less. */
function isNumberedNextTo(a: string, b: string): boolean {
  const [numberA = "", numberB = ""] = [TRAILING_NUMBER.exec(a)?.[0], TRAILING_NUMBER.exec(b)?.[0]];
  if (numberA.length < MIN_NUMBER_DIGITS || numberA.length !== numberB.length) return false;
  if (a.slice(0, -numberA.length) !== b.slice(0, -numberB.length)) return false;
  const apart = Math.abs(Number(numberA) - Number(numberB));
  return apart > 0 && apart <= MAX_NUMBERS_APART;
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
