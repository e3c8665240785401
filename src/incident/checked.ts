import type { Survey } from "../engine/survey.ts";
import type {
  FindingView,
  MechanismView,
  OwnerView,
  ReportEvent,
  RunView,
  TotalsView,
} from "../model/report.ts";
import { amountOf } from "./words.ts";

/** What a check says that a survey does not, and what both say. */
export interface Checked {
  readonly run: RunView;
  readonly totals: TotalsView;
  readonly mechanisms: readonly MechanismView[];
  readonly owners: readonly OwnerView[];
  readonly findings: readonly FindingView[];
}

/** Gathers the events of a check. Throws when they end too early. */
export async function gatherCheck(events: AsyncIterable<ReportEvent>): Promise<Checked> {
  let run: RunView | undefined;
  let totals: TotalsView | undefined;
  let isComplete = false;
  const mechanisms: MechanismView[] = [];
  const owners: OwnerView[] = [];
  const findings: FindingView[] = [];
  for await (const event of events) {
    if (event.type === "run") ({ run } = event);
    else if (event.type === "totals") ({ totals } = event);
    else if (event.type === "mechanism") mechanisms.push(event.mechanism);
    else if (event.type === "owner") owners.push(event.owner);
    else if (event.type === "finding") findings.push(event.finding);
    else if (event.type === "end") isComplete = true;
  }
  if (run === undefined || totals === undefined || !isComplete)
    throw new Error("the check ended without a verdict");
  return { run, totals, mechanisms, owners, findings };
}

/** In what a survey and a check of the same bundle differ, a sentence each; empty where they agree. */
export function disagreements({ people, mechanisms }: Survey, checked: Checked): readonly string[] {
  const found: string[] = [];
  const compare = (what: string, surveyed: unknown, seen: unknown): void => {
    const [one, other] = [JSON.stringify(surveyed), JSON.stringify(seen)];
    if (one !== other) found.push(`two counts of the same bundle differ in ${what}: ${one} and ${other}`);
  };
  for (const key of ["entries", "records", "recordings"] as const)
    compare(key, people.totals[key], checked.totals[key]);
  compare("the digest", people.bundle.sha256, checked.run.bundle.sha256);
  // A survey counts people of whom the subject file tells nothing to compare as well: a check has at most as many.
  if (checked.totals.ownersComplete) {
    const byId = new Map(people.people.map((person) => [person.id, person]));
    // With a registry, what names them without an owner's place comes on top.
    const agree = people.registry === undefined ? isEqual : isWithin;
    const other = checked.owners.find((owner) => !agree(owner, byId.get(owner.id)));
    // The first of them says enough.
    if (other !== undefined) compare("what is whose", shareText(byId.get(other.id)), shareText(other));
  }
  compare(
    "how it came about",
    mechanisms.map(({ id }) => id),
    checked.mechanisms.map(({ id }) => id),
  );
  return found;
}

type Counts = Pick<OwnerView, "id" | "records" | "recordings">;

function isEqual(owner: OwnerView, person: Counts | undefined): boolean {
  return shareText(person) === shareText(owner);
}

function isWithin(owner: OwnerView, person: Counts | undefined): boolean {
  return person !== undefined && owner.records <= person.records && owner.recordings <= person.recordings;
}

function shareText(share: Counts | undefined): string {
  return share === undefined ? "nobody" : `${share.id}: ${amountOf(share)}`;
}
