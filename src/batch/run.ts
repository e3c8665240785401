import { createHash } from "node:crypto";
import { basename } from "node:path";
import { check, type CheckOptions } from "../engine/check.ts";
import { version } from "../engine/run-view.ts";
import { SpareWorkers } from "../engine/spare-workers.ts";
import { CannotRun, Interrupted, messageOf } from "../model/errors.ts";
import { createMasker } from "../model/mask.ts";
import { DEFAULT_POLICY } from "../model/policy.ts";
import type { ReportEvent } from "../model/report.ts";
import { packContents } from "./contents.ts";
import { fingerprintOf } from "./fingerprint.ts";
import type { Grounds, Journal } from "./journal.ts";
import {
  unfinished,
  type BatchRequest,
  type Finished,
  type ReportFile,
  type RequestResult,
} from "./request.ts";
import { SharedContents } from "./shared.ts";
import { canonicalSubject, Subjects } from "./subjects.ts";
import { summaryOf, type Summary } from "./summary.ts";
import { Watched } from "./watched.ts"; // prettier-ignore

/** What the checks of a batch have in common. */
export type CommonOptions = Pick<
  CheckOptions,
  | "policy"
  | "layouts"
  | "givenBuiltins"
  | "passwords"
  | "limits"
  | "signal"
  | "releasedTo"
  | "today"
  | "registry"
>;

export interface BatchOptions {
  readonly check: CommonOptions;
  /** Bundles that are checked at the same time. */
  readonly jobs: number;
  /** What was finished before, and where results are written down. */
  readonly journal?: Journal | undefined;
  /** What the reports are like: another list, and they are written again. */
  readonly reportKinds: readonly string[];
  /** Writes the reports of a request from its events. Throws `CannotRun`. */
  readonly write: (
    request: BatchRequest,
    events: AsyncIterable<ReportEvent>,
  ) => Promise<readonly ReportFile[]>;
  /** Takes away what an earlier run wrote of a request: it must not pass for the result of this one. */
  readonly forget: (request: BatchRequest) => Promise<void>;
  /** Whether reports that were written before are still there. */
  readonly isThere: (reports: readonly ReportFile[]) => Promise<boolean>;
  readonly onProgress?: (progress: BatchProgress) => void;
}

export interface BatchProgress {
  readonly done: number;
  readonly total: number;
  /** Of these, found in the journal. */
  readonly known: number;
  /** Requests by exit code. */
  readonly codes: ReadonlyMap<number, number>;
}

/**
 * Checks every request, one bundle after the other or a few at a time, and puts together what only shows across them.
 * What cannot be checked stops no other. When the signal stops it, the summary says what was not checked.
 */
export async function runBatch(requests: readonly BatchRequest[], options: BatchOptions): Promise<Summary> {
  const subjects = new Subjects(requests);
  const shared = new SharedContents();
  const spareWorkers = new SpareWorkers();
  const results: (RequestResult | undefined)[] = requests.map(() => undefined);
  const waiting = new Map<number, Buffer>();
  const checker = new Checker(requests, options, subjects, spareWorkers);
  const codes = new Map<number, number>();
  let next = 0;
  let compared = 0;
  let done = 0;
  const settle = (index: number, { result, contents }: Finished): void => {
    results[index] = result;
    // In the order of the requests, whichever bundle was done first: a summary must not depend on that.
    waiting.set(index, contents);
    for (let ready = waiting.get(compared); ready !== undefined; ready = waiting.get(compared)) {
      shared.add(compared, ready);
      waiting.delete(compared);
      compared += 1;
    }
    done += 1;
    codes.set(result.exitCode, (codes.get(result.exitCode) ?? 0) + 1);
    options.onProgress?.({ done, total: requests.length, known: checker.known, codes });
  };
  const lane = async (): Promise<void> => {
    for (let index = next++; index < requests.length; index = next++) {
      const request = requests[index];
      if (request === undefined || options.check.signal?.aborted === true) return;
      const finished = await checker.finish(request);
      if (finished === undefined) return;
      settle(index, finished);
    }
  };
  try {
    await Promise.all(Array.from({ length: Math.max(1, options.jobs) }, lane));
  } finally {
    await spareWorkers.close();
  }
  for (const [index, contents] of [...waiting].toSorted(([a], [b]) => a - b)) shared.add(index, contents);
  const all = requests.map(
    ({ ref }, index) => results[index] ?? unfinished(ref, "not-checked", ["the batch was interrupted"]).result,
  );
  return summaryOf(requests, all, shared, subjects, checker.known);
} // prettier-ignore

class Checker {
  known = 0;
  readonly #options: BatchOptions;
  readonly #subjects: Subjects;
  readonly #spareWorkers: SpareWorkers;
  readonly #everybody: string;
  readonly #common: readonly unknown[];
  readonly #mask: (text: string) => string;

  constructor(
    requests: readonly BatchRequest[],
    options: BatchOptions,
    subjects: Subjects,
    spareWorkers: SpareWorkers,
  ) {
    this.#options = options;
    this.#subjects = subjects;
    this.#spareWorkers = spareWorkers;
    const people = requests.flatMap(({ who }) => ("subject" in who ? [who.subject] : []));
    this.#everybody = digest(people.map(canonicalSubject));
    this.#common = commonGrounds(options);
    const identifiers = people.flatMap((person) => person.identifiers.flatMap(({ key, written }) => [key, written]));
    const masker = createMasker(identifiers);
    this.#mask = (text) => masker.text(text);
  } // prettier-ignore

  /** The result of a request; undefined when the batch was interrupted. Never throws but for a journal that fails. */
  async finish(request: BatchRequest): Promise<Finished | undefined> {
    try {
      return await this.#finish(request);
    } catch (error) {
      if (error instanceof Interrupted) return undefined;
      const sentences = [
        error,
        ...(await this.#options.forget(request).then(
          () => [],
          (second: unknown) => [second],
        )),
      ];
      return unfinished(
        request.ref,
        "failed",
        sentences.map((one) => this.#mask(wordsOf(one))),
      );
    }
  }

  async #finish(request: BatchRequest): Promise<Finished> {
    const { ref, bundles, who, deleted = [] } = request;
    const { journal, check: common } = this.#options;
    if (!("subject" in who)) throw new CannotRun(who.problem);
    const { signal, releasedTo } = common;
    const fingerprint = journal === undefined ? undefined : await fingerprintOf(bundles, signal);
    const releases = fingerprint && (await releasedTo?.(new Set(fingerprint.digests)));
    const names = bundles.map((path) => basename(path));
    const grounds: Grounds | undefined = fingerprint && {
      fingerprint,
      own: [this.#common, canonicalSubject(who.subject), deleted, names, [...(releases?.values() ?? [])]],
      everybody: this.#everybody,
    };
    const known = grounds && journal?.find(ref, grounds);
    if (known !== undefined && (await this.#options.isThere(known.result.reports))) {
      this.known += 1;
      return known;
    }
    await this.#options.forget(request);
    let contents: Buffer = Buffer.alloc(0);
    const watched = new Watched(ref);
    const events = check({
      ...common,
      bundles,
      subject: who.subject,
      deleted,
      jobs: 1,
      spareWorkers: this.#spareWorkers,
      requestsOf: (identifiers) => this.#subjects.among(identifiers, ref),
      onContents: (entries) => void (contents = packContents(entries)),
    });
    const reports = await this.#options.write(request, watched.watch(events));
    const result = watched.result(reports);
    const [only] = fingerprint?.digests ?? [];
    const sha256 = result.bundle?.sha256 ?? only;
    if (only !== undefined && bundles.length === 1 && sha256 !== only)
      throw new CannotRun(`${bundles.join(", ")} was changed while it was checked`);
    const finished = { result, contents };
    if (grounds !== undefined) journal?.add(finished, grounds);
    return finished;
  }
}

function wordsOf(error: unknown): string {
  return error instanceof CannotRun ? error.message : `internal error: ${messageOf(error)}`;
}

/** What all results of a batch rest on, besides bundles and people. */
function commonGrounds({ check: common, reportKinds }: BatchOptions): readonly unknown[] {
  const { policy = DEFAULT_POLICY, layouts = [], givenBuiltins = [], passwords = [], limits = {} } = common;
  const today = common.today ?? new Date().toISOString().slice(0, 10);
  return [
    version(),
    policy.digest,
    policy.accept.map(({ until }) => until < today),
    layouts.map(({ name, digest: known }) => [name, known]),
    givenBuiltins,
    digest(passwords),
    ...(common.registry === undefined ? [] : [common.registry.digest ?? ""]),
    limits,
    reportKinds,
  ];
}

function digest(value: unknown): string {
  return createHash("sha256").update(JSON.stringify(value)).digest("hex");
}
