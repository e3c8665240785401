import type { OwnerView, ReportEvent, RunView, TotalsView, VerdictView } from "../model/report.ts";
import type { ReportFile, RequestResult } from "./request.ts";

/** Strangers of one bundle that the summary tells one by one. */
const MAX_STRANGERS = 1000;

/** Takes from the events of a check what the batch keeps of it. */
export class Watched {
  readonly #ref: string;
  #run: RunView | undefined;
  #verdict: VerdictView | undefined;
  #totals: TotalsView | undefined;
  #isComplete = false;
  readonly #owners: OwnerView[] = [];
  readonly #released: string[] = [];

  constructor(ref: string) {
    this.#ref = ref;
  }

  /** The same events. */
  async *watch(events: AsyncIterable<ReportEvent>): AsyncGenerator<ReportEvent> {
    for await (const event of events) {
      this.#see(event);
      yield event;
    }
  }

  #see(event: ReportEvent): void {
    switch (event.type) {
      case "run":
        this.#run = event.run;
        break;
      case "verdict":
        this.#verdict = event.verdict;
        break;
      case "totals":
        this.#totals = event.totals;
        break;
      case "owner":
        if (this.#owners.length < MAX_STRANGERS || event.owner.requests !== undefined) this.#owners.push(event.owner);
        break;
      case "finding":
        if (event.finding.rule === "released-before") this.#released.push(event.finding.message);
        break;
      case "end":
        this.#isComplete = true;
        break;
      case "mechanism":
      case "entry":
    }
  } // prettier-ignore

  /** Throws when the check did not come to its end. */
  result(reports: readonly ReportFile[]): RequestResult {
    const [run, verdict, totals] = [this.#run, this.#verdict, this.#totals];
    if (run === undefined || verdict === undefined || totals === undefined || !this.#isComplete)
      throw new Error("the check ended without a verdict");
    const { name, sha256, bytes } = run.bundle;
    return {
      ref: this.#ref,
      outcome: verdict.outcome,
      exitCode: verdict.exitCode,
      codes: verdict.codes,
      reasons: verdict.reasons,
      bundle: { name, sha256, bytes },
      records: totals.records.total,
      recordings: totals.recordings.total,
      own: totals.records.own + totals.recordings.own,
      accepted: totals.entries.accepted,
      strangers: this.#owners.map(({ id, records, recordings, requests = [] }) => ({
        id,
        records,
        recordings,
        requests,
      })),
      released: this.#released,
      reports,
    };
  }
}
