import { CannotRun } from "../model/errors.ts";
import type { Stamps } from "../model/file-stamp.ts";
import type { Policy } from "../model/policy.ts";
import type { ReportEvent, RunView, TotalsView, VerdictView } from "../model/report.ts";
import type { Subject } from "../model/subject.ts";
import { digestArchive, mustBeArchive, type ArchiveDigest } from "./archives.ts";
import { bundleText, MAX_RECEIPT_BYTES } from "./bundle.ts";
import { PAYLOAD_TYPE, signEnvelope } from "./dsse.ts";
import type { ReceiptKey } from "./keys.ts";
import { statementBytes, type Part, type Receipt } from "./statement.ts";
import { newSubjectDigest } from "./subject-digest.ts";

/** What the receipt of one check needs to know beside the check's own events. */
export interface ReceiptOptions {
  /** The archive, or the parts of one export. */
  readonly bundles: readonly string[];
  readonly subject: Subject;
  readonly policy: Policy;
  /** Private. */
  readonly key: ReceiptKey;
  readonly subjectKey?: Buffer | undefined;
  readonly passwords: boolean;
  readonly deletedItems: number;
  /** Digest of the registry of all customers that everything was looked up in. */
  readonly registry?: string;
  readonly signal: AbortSignal;
}

/** A receipt in the making: it watches the check, and is signed at the end of it. */
export interface PendingReceipt {
  /** Of the files whose digests are signed: the check has to read these and no others. */
  readonly stamps: Stamps;
  /** Takes in an event of the check. */
  see(event: ReportEvent): void;
  /**
   * Reads the archives again, once the verdict was seen and is clean: everything was read by then. Throws `CannotRun`
   * when one is not, byte for byte, what it was before the check.
   */
  confirm(): Promise<void>;
  /** The receipt's text once every event was seen; undefined unless the verdict is clean and `confirm` held. */
  seal(): string | undefined;
}

/**
 * Reads the archives before they are checked, so that what is signed at the end is what was there all the time. Throws
 * `CannotRun` for a folder.
 */
export async function beginReceipt(options: ReceiptOptions): Promise<PendingReceipt> {
  const { bundles, signal } = options;
  const checkedAt = new Date().toISOString();
  for (const path of bundles) mustBeArchive(path);
  const before: ArchiveDigest[] = [];
  for (const path of bundles) before.push(await digestArchive(path, signal));
  const digest = await newSubjectDigest(options.subject, options.subjectKey);
  let run: RunView | undefined;
  let verdict: VerdictView | undefined;
  let totals: TotalsView | undefined;
  let isConfirmed = false;
  let isComplete = false;
  const isClean = (): boolean => verdict?.outcome === "clean" && verdict.exitCode === 0;
  return {
    stamps: new Map(before.map(({ path, stamp }) => [path, stamp])),
    see(event) {
      if (event.type === "run") ({ run } = event);
      else if (event.type === "verdict") ({ verdict } = event);
      else if (event.type === "totals") ({ totals } = event);
      else if (event.type === "end") isComplete = true;
    },
    async confirm() {
      if (run === undefined || !isClean()) return;
      await mustBeTheSame(before, run, signal);
      isConfirmed = true;
    },
    seal() {
      if (run === undefined || verdict === undefined || totals === undefined || !isComplete)
        throw new Error("a receipt of a check that did not end");
      if (!isClean() || !isConfirmed) return undefined;
      return sealed(options, partsOf(before, run), {
        ...receiptOf(options, run, verdict, totals),
        checkedAt,
        subject: { told: run.subject.told, digest },
      });
    },
  };
}

/** The check reads its files several times; none of them may have changed in between. */
async function mustBeTheSame(
  before: readonly ArchiveDigest[],
  run: RunView,
  signal: AbortSignal,
): Promise<void> {
  for (const { path, sha256, identity } of before) {
    const after = await digestArchive(path, signal);
    const isChecked = before.length > 1 || run.bundle.sha256 === sha256;
    if (after.sha256 !== sha256 || after.identity !== identity || !isChecked)
      throw new CannotRun(
        `${path} was changed while it was checked: the verdict is about other bytes, so there is no receipt; check it again`,
      );
  }
}

/** Names as the report shows them, masked. */
function partsOf(archives: readonly ArchiveDigest[], { bundle }: RunView): readonly Part[] {
  const names = archives.length === 1 ? [bundle.name] : bundle.name.split(", ");
  // A name with a comma in it leaves open where the next one begins.
  const isTold = names.length === archives.length;
  return archives.map(({ sha256 }, index) => ({
    name: (isTold ? names[index] : undefined) ?? `part ${index + 1}`,
    sha256,
  }));
}

function receiptOf(
  { policy, passwords, deletedItems, registry }: ReceiptOptions,
  { tool, bundle, subject: shown, policy: applied }: RunView,
  { outcome, exitCode, codes, reasons }: VerdictView,
  coverage: TotalsView,
): Omit<Receipt, "checkedAt" | "subject"> {
  return {
    tool,
    request: shown.ref,
    bundle: { container: bundle.container, bytes: bundle.bytes },
    verdict: { outcome, exitCode, codes, reasons },
    coverage,
    policy: {
      digest: applied.digest,
      // Member by member: the reason and the name of who accepted may tell of somebody.
      accepted: applied.accepted.map(({ files, why, entries, state }, index) => ({
        files,
        why,
        entries,
        state,
        until: policy.accept[index]?.until ?? "",
      })),
    },
    layouts: bundle.layouts,
    options: { passwords, deletedItems, ...(registry === undefined ? {} : { registry }) },
  };
}

function sealed({ key }: ReceiptOptions, parts: readonly Part[], receipt: Receipt): string {
  const payload = statementBytes(parts, receipt);
  const text = bundleText(payload, PAYLOAD_TYPE, signEnvelope(key, PAYLOAD_TYPE, payload), key.hint);
  if (Buffer.byteLength(text) > MAX_RECEIPT_BYTES)
    throw new CannotRun(
      "the receipt would be larger than 1 MiB: the policy has too many lines for one receipt",
    );
  return text;
}
