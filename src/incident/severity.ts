import { number } from "../model/number.ts";
import { rankOf, type Kind } from "../model/kinds.ts";
import type { DataKind, PeopleCount, Share } from "../model/people.ts";
import {
  SCORES,
  type Override,
  type ScoreName,
  type ScoreView,
  type SeverityLevel,
  type SeverityView,
} from "../model/incident.ts";
import { CLASS_SCORES, KIND_WORDS, ofClass } from "./kinds.ts";
import type { CaseDetails } from "./case-details.ts";
import { counted, listed } from "./words.ts";

/** Days and items from which on habits make a profile. ENISA 2013, annex A: a week of calls is 2, a year of them 3. */
const PROFILE = { days: 30, items: 10, manyItems: 100, kinds: 3 };
/** ENISA, annex A: statements of a year are 4. */
const FINANCIAL_DAYS = 365;
/** ENISA flags incidents of more than 100 people. */
const MANY_PEOPLE = 100;
const DAY_MILLIS = 86_400_000;
const MAX_DPC = 4;

/** What severity is computed from: somebody's share, and the kinds of identifiers that stand for them. */
export interface Scored extends Pick<Share, "kinds" | "from" | "to" | "records" | "recordings"> {
  readonly id: string;
  readonly identifierKinds: readonly Kind[];
}

export interface SeverityInput {
  /** People other than the requester, and what names nobody. */
  readonly others: readonly Scored[];
  readonly count: PeopleCount;
  readonly notInspected: number;
  readonly hasSubject: boolean;
  readonly details: CaseDetails;
  readonly overrides: Readonly<Partial<Record<ScoreName, Override>>>;
}

interface Proposal {
  readonly value: number;
  readonly reasons: readonly string[];
}

/** ENISA's severity, of whom it is worst for. Scores are proposals; what a person decided instead stands beside them. */
export function severityOf(input: SeverityInput): SeverityView {
  const affected = input.others.filter(({ records, recordings }) => records + recordings > 0);
  const scored = affected.map((one) => ({ dpc: dpcOf(one), ei: eiOf(one), id: one.id }));
  const worst = scored.reduce<(typeof scored)[number] | undefined>(
    (best, one) =>
      best === undefined || one.dpc.value * one.ei.value > best.dpc.value * best.ei.value ? one : best,
    undefined,
  );
  const nothing = "nothing in the bundle belongs to other people or to nobody known";
  const whose =
    worst === undefined || affected.length === 1
      ? []
      : [`the worst of ${counted(affected.length, "share")}: ${worst.id}`];
  const proposals: Readonly<Record<ScoreName, Proposal | undefined>> = {
    dpc: worst && { ...worst.dpc, reasons: [...whose, ...worst.dpc.reasons] },
    ei: worst?.ei,
    cb: worst && cbOf(input),
  };
  const scores = SCORES.map((name): ScoreView => {
    const proposal = proposals[name];
    const override = input.overrides[name] ?? null;
    const computed = proposal?.value ?? null;
    return {
      name,
      computed,
      reasons: proposal?.reasons ?? [nothing],
      override,
      value: override?.value ?? computed,
    };
  });
  const score = total(scores.map(({ value }) => value));
  const computedScore = total(scores.map(({ computed }) => computed));
  return {
    scores,
    score,
    level: levelOf(score),
    computedScore,
    computedLevel: levelOf(computedScore),
    flags: flagsOf(input, worst?.dpc.value),
  };
}

/** SE below 2 is low, below 3 medium, below 4 high. */
export function levelOf(score: number | null): SeverityLevel | null {
  if (score === null) return null;
  if (score < 2) return "low";
  if (score < 3) return "medium";
  return score < 4 ? "high" : "very high";
}

function total([dpc, ei, cb]: readonly (number | null)[]): number | null {
  if (dpc === null || ei === null || cb === null) return null;
  if (dpc === undefined || ei === undefined || cb === undefined) return null;
  return Math.round((dpc * ei + cb) * 100) / 100;
}

function dpcOf(one: Scored): Proposal {
  const kinds = one.kinds.map(({ kind }) => kind);
  const days = daysOf(one);
  const items = Math.max(0, ...one.kinds.map(({ records, recordings }) => Math.max(records, recordings)));
  const found: Proposal[] = [];
  const add = (value: number, reason: string): number =>
    found.push({ value: Math.min(MAX_DPC, value), reasons: [reason] });

  const sensitive = ofClass(kinds, "sensitive");
  if (sensitive.length > 0)
    add(
      CLASS_SCORES.sensitive,
      `${names(sensitive)}: sensitive data begins at 4; these are hints that a person must look at, and lower if they are none`,
    );
  const financial = ofClass(kinds, "financial");
  if (financial.length > 0)
    add(
      CLASS_SCORES.financial + (days >= FINANCIAL_DAYS ? 1 : 0),
      days >= FINANCIAL_DAYS
        ? `${names(financial)} over ${counted(days, "day")}: financial data begins at 3, a year of it is 4`
        : `${names(financial)}: scored as financial data, 3`,
    );
  const behavioural = ofClass(kinds, "behavioural");
  if (behavioural.length > 0) {
    const why = profileReasons(days, items, behavioural.length);
    add(
      CLASS_SCORES.behavioural + (why.length > 0 ? 1 : 0),
      why.length > 0
        ? `${names(behavioural)}: behavioural data begins at 2; 3, because a profile of daily life can be made from ${listed(why)}`
        : `${names(behavioural)}: behavioural data, 2; too little of it for a profile of daily life`,
    );
  }
  const simple = ofClass(kinds, "simple");
  if (simple.length > 0 || kinds.length === 0)
    add(
      CLASS_SCORES.simple,
      `${simple.length > 0 ? names(simple) : "data of no known kind"}: simple data, 1`,
    );
  const value = Math.max(...found.map((each) => each.value));
  return { value, reasons: found.flatMap(({ reasons }) => reasons) };
}

function profileReasons(days: number, items: number, kinds: number): readonly string[] {
  return [
    ...(days >= PROFILE.days && items >= PROFILE.items
      ? [`${number(items)} items over ${counted(days, "day")}`]
      : items >= PROFILE.manyItems
        ? [`${number(items)} items`]
        : []),
    ...(kinds >= PROFILE.kinds ? [`${number(kinds)} kinds of behaviour`] : []),
  ];
}

/** How easily whoever holds the bundle can tell whose data it is. */
function eiOf(one: Scored): Proposal {
  const kinds = one.kinds.map(({ kind }) => kind);
  const has = (...wanted: readonly DataKind[]): readonly DataKind[] =>
    wanted.filter((kind) => kinds.includes(kind));
  const identifiers = [...new Set(one.identifierKinds)];
  const direct: readonly Kind[] = identifiers.filter((kind) => kind in DIRECT_WORDS);
  const numbers = identifiers.filter((kind) => !direct.includes(kind) && rankOf(kind) > 0);
  const oneself = has("voice", "pictures", "video");
  const telling = has("transcripts", "location", "contacts", "messages", "profile");
  if (direct.length > 0)
    return {
      value: 1,
      reasons: [
        `their ${listed(direct.map((kind) => DIRECT_WORDS[kind] ?? kind))} stands in the bundle: maximum, 1`,
      ],
    };
  if (oneself.length > 0 && telling.length > 0)
    return {
      value: 1,
      reasons: [
        `${names(oneself)} together with ${names(telling)}: names, places and contacts in them lead to the person: maximum, 1`,
      ],
    };
  if (oneself.length > 0 || telling.length > 1)
    return {
      value: 0.75,
      reasons: [
        oneself.length > 0
          ? `${names(oneself)}: who knows the person recognises them: significant, 0.75`
          : `${names(telling)} can be put together: significant, 0.75`,
      ],
    };
  if (numbers.length > 0 || telling.length > 0)
    return {
      value: 0.5,
      reasons: [
        numbers.length > 0
          ? `only numbers (${listed(numbers)}) that the controller, but hardly a recipient, can look up: limited, 0.5`
          : `${names(telling)} alone: limited, 0.5`,
      ],
    };
  return { value: 0.25, reasons: ["nothing that was found names or shows a person: negligible, 0.25"] };
}

const DIRECT_WORDS: Readonly<Partial<Record<Kind, string>>> = {
  email: "e-mail address",
  phone: "phone number",
  name: "name",
};

function cbOf({ details, hasSubject }: SeverityInput): Proposal {
  const { known, malicious, trusted, deletion } = details.recipient ?? {};
  const reasons: string[] = [];
  let value = 0;
  if (known === true || (known === undefined && hasSubject)) {
    value += 0.25;
    reasons.push(
      known === true
        ? "confidentiality: known recipients, 0.25"
        : "confidentiality: taken for one known recipient, the requester, 0.25; a person must confirm it",
    );
  } else {
    value += 0.5;
    reasons.push(
      known === false
        ? "confidentiality: an unknown number of recipients, 0.5"
        : "confidentiality: nobody told who received it, so an unknown number of recipients, 0.5",
    );
  }
  if (trusted === true || deletion === "confirmed")
    reasons.push(
      `${listed([...(trusted === true ? ["the recipient is trusted"] : []), ...(deletion === "confirmed" ? ["deletion is confirmed"] : [])])}: ENISA gives no lower score for it; a person may override`,
    );
  reasons.push("integrity 0, availability 0: a copy was disclosed, nothing was changed or lost");
  if (malicious === true) {
    value += 0.5;
    reasons.push("malicious intent was told, 0.5");
  }
  return { value, reasons };
}

/** Whether the computed scores can only be too low. */
export function isLowerBound({ flags, level }: Pick<SeverityView, "flags" | "level">): boolean {
  return level !== null && level !== "very high" && flags.some((flag) => flag.includes(LOWER_BOUND));
}

const LOWER_BOUND = "the severity is a lower bound";

function flagsOf(
  { others, count, details, notInspected, overrides }: SeverityInput,
  dpc: number | undefined,
): readonly string[] {
  return [
    ...(count.atLeast > MANY_PEOPLE
      ? ["more than 100 people"]
      : count.atMost === null || count.atMost > MANY_PEOPLE
        ? ["more than 100 people cannot be ruled out"]
        : []),
    ...(details.unintelligible === true ? ["the data was unintelligible to recipients (told)"] : []),
    ...(details.children === "yes"
      ? [
          "children or other vulnerable people are among them (told): ENISA lets DPC be higher for them, up to 4",
        ]
      : []),
    ...(overrides.dpc === undefined &&
    dpc !== MAX_DPC &&
    others.some(({ kinds }) => kinds.some(({ kind }) => kind === "other"))
      ? [
          `some of the data is of no known kind (other): ${LOWER_BOUND} until a person has looked at it and set dpc in the case file`,
        ]
      : []),
    ...(notInspected > 0 ? [`${counted(notInspected, "entry")} could not be inspected: ${LOWER_BOUND}`] : []),
  ];
}

function names(kinds: readonly DataKind[]): string {
  return listed(kinds.map((kind) => KIND_WORDS[kind].name));
}

/** Days from the first to the last time, both included; 0 where no time is told. */
function daysOf({ from, to }: Pick<Share, "from" | "to">): number {
  if (from === null || to === null) return 0;
  const span = Date.parse(to) - Date.parse(from);
  return Number.isFinite(span) ? Math.max(0, Math.floor(span / DAY_MILLIS)) + 1 : 0;
}
