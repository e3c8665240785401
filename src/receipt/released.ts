import { closeSync, createReadStream, fsyncSync, openSync, statSync, writeSync } from "node:fs";
import { setTimeout } from "node:timers/promises";
import { CannotRun, messageOf } from "../model/errors.ts";
import type { Release } from "../model/release.ts";
import { isRecord } from "./members.ts";

const SCHEMA = "straycheck-released/1";
/** Bytes of one line; one has about 200. */
const MAX_LINE_BYTES = 4096;
const NEWLINE = 0x0a;

/** How often, and milliseconds after which, a last line without an end is read again: somebody may be writing it. */
const PATIENCE = { times: 10, millis: 100 } as const;

/**
 * The first release of each of these digests that a ledger (JSON lines) tells: it says whose the archive is, whatever later
 * lines say. Throws `CannotRun` when the ledger is not there or has a line that cannot be read: somebody must look.
 */
export async function firstReleases(
  path: string,
  digests: Pick<ReadonlySet<string>, "has">,
): Promise<ReadonlyMap<string, Release>> {
  mustBeLedger(path);
  for (let time = 1; ; time += 1) {
    const { first, lines, isWhole } = await readLedger(path, digests);
    if (isWhole) return first;
    if (time === PATIENCE.times) throw damaged(path, lines + 1);
    await setTimeout(PATIENCE.millis);
  }
}

interface LedgerRead {
  readonly first: ReadonlyMap<string, Release>;
  readonly lines: number;
  /** The last line has its end. */
  readonly isWhole: boolean;
}

async function readLedger(path: string, digests: Pick<ReadonlySet<string>, "has">): Promise<LedgerRead> {
  const first = new Map<string, Release>();
  let lines = 0;
  let rest = Buffer.alloc(0);
  const take = (bytes: Buffer): void => {
    lines += 1;
    const release = releaseOf(bytes);
    if (release === undefined) throw damaged(path, lines);
    if (digests.has(release.sha256) && !first.has(release.sha256)) first.set(release.sha256, release);
  };
  try {
    for await (const chunk of createReadStream(path) as AsyncIterable<Buffer>) {
      let from = 0;
      for (let at = chunk.indexOf(NEWLINE); at >= 0; at = chunk.indexOf(NEWLINE, from)) {
        take(Buffer.concat([rest, chunk.subarray(from, at)]));
        rest = Buffer.alloc(0);
        from = at + 1;
      }
      rest = Buffer.concat([rest, chunk.subarray(from)]);
      if (rest.length > MAX_LINE_BYTES) throw damaged(path, lines + 1);
    }
  } catch (error) {
    if (error instanceof CannotRun) throw error;
    throw new CannotRun(`${path} cannot be read: ${messageOf(error)}`);
  }
  return { first, lines, isWhole: rest.length === 0 };
}

function damaged(path: string, line: number): CannotRun {
  return new CannotRun(
    `${path}, line ${line}: this is no line of a ledger of released archives; nothing is verified until somebody has looked at it`,
  );
}

/**
 * Writes releases down, all at once and to the disk. The system appends each write as a whole, so several may do so at
 * the same time; whose line came first is to be read afterwards. Throws `CannotRun`.
 */
export function writeReleases(path: string, releases: readonly Release[]): void {
  mustBeLedger(path);
  const lines = releases.map(({ sha256, ref, at }) => JSON.stringify({ schema: SCHEMA, sha256, ref, at }));
  const bytes = Buffer.from(lines.map((line) => `${line}\n`).join(""));
  try {
    const descriptor = openSync(path, "a");
    try {
      if (writeSync(descriptor, bytes) !== bytes.length) throw new Error("the disk is full");
      fsyncSync(descriptor);
    } finally {
      closeSync(descriptor);
    }
  } catch (error) {
    throw new CannotRun(`${path} cannot be written: ${messageOf(error)}`);
  }
}

/** A ledger that is missing is no empty one: it may be the wrong path. */
function mustBeLedger(path: string): void {
  const stat = statSync(path, { throwIfNoEntry: false });
  if (stat === undefined)
    throw new CannotRun(`${path}: there is no such ledger; the first one is an empty file that you make`);
  if (!stat.isFile()) throw new CannotRun(`${path} is no regular file: no ledger`);
}

function releaseOf(bytes: Buffer): Release | undefined {
  if (bytes.length > MAX_LINE_BYTES) return undefined;
  let line: unknown;
  try {
    line = JSON.parse(bytes.toString("utf8"));
  } catch {
    return undefined;
  }
  if (!isRecord(line)) return undefined;
  const { schema, sha256, ref, at } = line;
  if (schema !== SCHEMA || typeof sha256 !== "string" || typeof ref !== "string" || typeof at !== "string")
    return undefined;
  return /^[0-9a-f]{64}$/.test(sha256) && ref !== "" ? { sha256, ref, at } : undefined;
}
