import { lstatSync } from "node:fs";
import { CannotRun } from "../model/errors.ts";
import type { Stamps } from "../model/file-stamp.ts";
import type { ReportEvent } from "../model/report.ts";
import {
  beginReceipt,
  signingKey,
  subjectKey,
  type PendingReceipt,
  type ReceiptKey,
  type ReceiptOptions,
} from "../receipt/index.ts";
import { readPasswordFile } from "./password-file.ts";
import { fileSink, type ReportSink } from "./sinks.ts";
import { readSmallFile } from "./subject/read-text-file.ts";

/** What the options say of the receipt. */
export interface ReceiptArguments {
  readonly receipt?: string;
  readonly key?: string;
  readonly keyPasswordFile?: string;
  readonly subjectKey?: string;
}

/** The keys of a receipt that is wanted. */
export interface ReceiptKeys {
  readonly path: string;
  readonly key: ReceiptKey;
  readonly subjectKey: Buffer | undefined;
}

/** Reads the keys; undefined when no receipt is wanted. Throws `CannotRun`. */
export async function receiptKeysFrom(options: ReceiptArguments): Promise<ReceiptKeys | undefined> {
  const { receipt: path, key, keyPasswordFile } = options;
  if (path === undefined) {
    const idle = ["key", "keyPasswordFile", "subjectKey"] as const;
    if (idle.some((name) => options[name] !== undefined))
      throw new CannotRun("--key, --key-password-file and --subject-key are for a receipt: --receipt <file>");
    return undefined;
  }
  if (key === undefined)
    throw new CannotRun("--receipt needs the private key that signs it: --key <key.pem>");
  if (path === "-" || path === "")
    throw new CannotRun("--receipt takes the path of a new file; it is not written to standard output");
  const passwords = keyPasswordFile === undefined ? [] : await readPasswordFile(keyPasswordFile);
  if (passwords.length > 1)
    throw new CannotRun(`${keyPasswordFile} holds ${passwords.length} lines; a key has one password`);
  return {
    path,
    key: signingKey(await readSmallFile(key), key, passwords[0]),
    subjectKey: await subjectKeyFrom(options.subjectKey),
  };
}

/** `--subject-key`. Throws `CannotRun`. */
export async function subjectKeyFrom(path: string | undefined): Promise<Buffer | undefined> {
  return path === undefined ? undefined : subjectKey(await readSmallFile(path), path);
}

/** The file of `--receipt`: it appears when the verdict is clean, everything else was written, and never otherwise. */
export class ReceiptFile {
  readonly #path: string;
  readonly #sink: ReportSink;
  readonly #pending: PendingReceipt;
  #isSealed = false;

  private constructor(path: string, sink: ReportSink, pending: PendingReceipt) {
    this.#path = path;
    this.#sink = sink;
    this.#pending = pending;
  }

  /** Opens the file and reads the archives. Throws `CannotRun`. `inputs`: what no receipt may change. */
  static async open(
    { path, ...keys }: ReceiptKeys,
    inputs: readonly string[],
    options: Omit<ReceiptOptions, "key" | "subjectKey">,
  ): Promise<ReceiptFile> {
    mustBeNew(path);
    const sink = fileSink(path, inputs);
    try {
      return new ReceiptFile(path, sink, await beginReceipt({ ...options, ...keys }));
    } catch (error) {
      sink.abandon();
      throw error;
    }
  }

  /** What the check has to read. */
  get stamps(): Stamps {
    return this.#pending.stamps;
  }

  /**
   * The same events; the receipt takes them in. Throws `CannotRun` before the first one when the verdict is clean, but the
   * archives are no longer what was checked: no report shall say that they are clean.
   */
  async *watched(events: AsyncIterable<ReportEvent>): AsyncGenerator<ReportEvent> {
    const held: ReportEvent[] = [];
    for await (const event of events) {
      this.#pending.see(event);
      held.push(event);
      if (event.type === "run") continue;
      if (event.type === "verdict") await this.#pending.confirm();
      yield* held.splice(0);
    }
    yield* held;
  }

  /** Signs, when the verdict is clean. Throws `CannotRun` for a receipt that would be too large. */
  async seal(): Promise<void> {
    const text = this.#pending.seal();
    if (text === undefined) return;
    await this.#sink.write(text);
    this.#isSealed = true;
  }

  /** Makes the receipt visible under its name. Says so when there is none. */
  async finish(): Promise<void> {
    if (this.#isSealed) {
      mustBeNew(this.#path);
      return this.#sink.finish();
    }
    this.#sink.abandon();
    process.stderr.write("straycheck: there is no receipt: the verdict is not clean\n");
  }

  /** Leaves nothing behind. */
  abandon(): void {
    this.#sink.abandon();
  }
}

/** An earlier receipt would stand there for this check, if this one is not clean. */
function mustBeNew(path: string): void {
  if (lstatSync(path, { throwIfNoEntry: false }) !== undefined)
    throw new CannotRun(`--receipt ${path}: the file exists already; a receipt is never written over`);
}
