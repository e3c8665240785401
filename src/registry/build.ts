import { closeSync, fsyncSync, mkdtempSync, openSync, rmSync, statSync, writeSync } from "node:fs";
import { endianness } from "node:os";
import { dirname, join } from "node:path";
import { setImmediate } from "node:timers/promises";
import { CannotRun, Interrupted } from "../model/errors.ts";
import { printable } from "../model/printable.ts";
import { createCollector } from "./collect.ts";
import {
  confirmedBits,
  countsOf,
  HEADER_BYTES,
  headerBytes,
  MAX_BUCKET_BITS,
  MIN_BUCKET_BITS,
  readHeader,
  sectionSizes,
  type RegistryCounts,
} from "./header.ts";
import type { RegistryKey } from "./key.ts";
import { BLOCK_BYTES } from "./machine-code.ts";
import { numberOwners } from "./owners.ts";
import { beginOwners, ownerLine, registryLine } from "./owners-file.ts";
import { place, realPath } from "./place-file.ts";
import { sectionWriter } from "./section-writer.ts";
import { createIntake, readSource, type ColumnUses, type SourceFormat } from "./sources/index.ts";
import { writeRows } from "./write-rows.ts";
import { writing } from "./writing.ts";

/** Bits of the Bloom filter for each identifier: it lets one in two hundred pass that is not there. */
const FILTER_BITS = 12;
/** Rows of a bucket, so that a look-up reads half a kilobyte. */
const BUCKET_ROWS = 48;

export interface BuildRequest {
  /** Tables of customers; `-` is standard input. */
  readonly sources: readonly string[];
  readonly format: SourceFormat | undefined;
  readonly columns: ColumnUses;
  readonly key: RegistryKey;
  /** Other files that are read, and must not be written over. */
  readonly inputs: readonly string[];
  readonly output: string;
  /** Where the customers' references are written, with the numbers that stand for them. */
  readonly ownersFile: string | undefined;
  /** Leaves out values that are no identifiers of their kind, instead of failing. */
  readonly leavesOut: boolean;
  /** Files that exist are replaced. */
  readonly replaces: boolean;
  readonly standardInput: AsyncIterable<Uint8Array | string>;
  readonly signal: AbortSignal;
  readonly onProgress: (progress: BuildProgress) => void;
}

export interface BuildProgress {
  readonly phase: "reading" | "numbering" | "sorting";
  /** From 0 to 1; undefined while it is not known. */
  readonly share: number | undefined;
  readonly rows: number;
}

export interface BuiltRegistry {
  readonly counts: RegistryCounts;
  readonly bytes: number;
  readonly digest: string;
  readonly bits: number;
  /** Where values stood that were left out, the first 20; without the values. */
  readonly problems: readonly string[];
}

/**
 * Builds a registry from tables of customers, in flat memory. It appears under its name when it is complete, and not at
 * all when something fails. Throws `CannotRun` with a sentence that names the file and the line, `Interrupted`.
 */
export async function buildRegistry(request: BuildRequest): Promise<BuiltRegistry> {
  const { output, ownersFile, replaces } = request;
  if (endianness() !== "LE")
    throw new CannotRun("a registry cannot be built on this machine: its bytes run the other way");
  const targets = [output, ...(ownersFile === undefined ? [] : [ownersFile])];
  checkTargets(targets, [...request.inputs, ...request.sources.filter((path) => path !== "-")], replaces);
  // Beside the output, so that it can be renamed, and hashes of customers lie where it will lie.
  const folder = writing(output, () => mkdtempSync(join(dirname(realPath(output)), ".straycheck-registry-")));
  try {
    const made = await make(request, folder);
    if (request.signal.aborted) throw new Interrupted();
    if (ownersFile !== undefined) place(join(folder, "list"), ownersFile, replaces);
    try {
      place(join(folder, "registry"), output, replaces);
    } catch (error) {
      if (ownersFile !== undefined && !replaces) rmSync(ownersFile, { force: true });
      throw error;
    }
    return made;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function make(request: BuildRequest, folder: string): Promise<BuiltRegistry> {
  const { key, signal, onProgress, ownersFile } = request;
  const collector = createCollector(folder, key, ownersFile !== undefined);
  const { placeholders, leftOut, problems } = await readSources(request, collector);
  const rows = collector.rows();
  if (rows === 0)
    throw new CannotRun(`${request.sources.map(printable).join(", ")}: there is no identifier in it`);
  const stepOf =
    (phase: BuildProgress["phase"]) =>
    async (share: number): Promise<void> => {
      // Signals come only when nothing else runs.
      await setImmediate();
      if (signal.aborted) throw new Interrupted();
      onProgress({ phase, share, rows });
    };
  const list = ownersFile === undefined ? undefined : openSync(join(folder, "list"), "wx", 0o600);
  const file = openSync(join(folder, "registry"), "wx", 0o600);
  const tenuresFile = openSync(join(folder, "tenures"), "wx", 0o600);
  const filterFile = openSync(join(folder, "filter"), "wx", 0o600);
  try {
    const listWriter = list === undefined ? undefined : sectionWriter(list, request.output, 0);
    if (listWriter !== undefined) beginOwners(listWriter);
    const write =
      listWriter && ((owner: number, reference: string) => listWriter.write(ownerLine(owner, reference)));
    const { numbered, owners } = await numberOwners(folder, collector, write, stepOf("numbering"));
    listWriter?.end();
    const bucketBits = bucketBitsFor(rows);
    const blocks = Math.max(1, Math.ceil((rows * FILTER_BITS) / (BLOCK_BYTES * 8)));
    const [indexBytes = 0] = sectionSizes(bucketBits, 0, 0, blocks);
    const rowWriter = sectionWriter(file, request.output, HEADER_BYTES + indexBytes);
    const tenureWriter = sectionWriter(tenuresFile, request.output, 0);
    const filterWriter = sectionWriter(filterFile, request.output, 0);
    const to = { rows: rowWriter, tenures: tenureWriter, filter: filterWriter };
    const written = await writeRows(numbered, to, { bucketBits, blocks }, key, stepOf("sorting"));
    tenureWriter.end();
    filterWriter.end();
    const indexWriter = sectionWriter(file, request.output, HEADER_BYTES);
    indexWriter.write(new Uint8Array(written.starts.buffer));
    const index = indexWriter.end();
    const rowSection = rowWriter.end();
    const copied = (name: string, offset: number) => {
      const writer = sectionWriter(file, request.output, offset);
      writer.addFile(join(folder, name));
      return writer.end();
    };
    const tenures = copied("tenures", rowSection.offset + rowSection.bytes);
    const filter = copied("filter", tenures.offset + tenures.bytes);
    const told: Readonly<Record<string, number>> = { owners, placeholders, leftOut };
    const counts = countsOf((name) => told[name] ?? written.counts[name]);
    const sections = { index, rows: rowSection, tenures, filter };
    const header = headerBytes({ bucketBits, blocks, counts, sections }, key);
    const bytes = filter.offset + filter.bytes;
    const { digest } = readHeader(header, bytes, request.output);
    writing(request.output, () => {
      writeSync(file, header, 0, header.length, 0);
      fsyncSync(file);
      if (list === undefined) return;
      const line = registryLine(digest);
      writeSync(list, line.bytes, 0, line.bytes.length, line.at);
      fsyncSync(list);
    });
    return { counts, bytes, digest, bits: confirmedBits({ bucketBits }), problems };
  } finally {
    for (const open of [list, file, tenuresFile, filterFile]) if (open !== undefined) closeSync(open);
  }
}

async function readSources(request: BuildRequest, collector: ReturnType<typeof createCollector>) {
  const { sources, format, columns, standardInput, signal, onProgress } = request;
  const intake = createIntake(collector, request.leavesOut);
  const sizes = sources.map((path) =>
    path === "-" ? 0 : (statSync(path, { throwIfNoEntry: false })?.size ?? 0),
  );
  const total = sizes.includes(0) ? undefined : sizes.reduce((sum, size) => sum + size, 0);
  let read = 0;
  const onRead = (bytes: number): void => {
    read += bytes;
    const share = total === undefined ? undefined : Math.min(1, read / total);
    onProgress({ phase: "reading", share, rows: collector.rows() });
  };
  for (const source of sources)
    await readSource(source, intake, { format, columns, standardInput, signal, onRead });
  return intake.end();
}

function bucketBitsFor(rows: number): number {
  const wanted = Math.round(Math.log2(rows / BUCKET_ROWS));
  return Math.min(MAX_BUCKET_BITS, Math.max(MIN_BUCKET_BITS, wanted));
}

function checkTargets(targets: readonly string[], inputs: readonly string[], replaces: boolean): void {
  const read = new Set(inputs.map(realPath));
  const [output, list] = targets.map(realPath);
  if (output === list) throw new CannotRun("the registry and the list of its owners cannot be one file");
  for (const path of targets) {
    if (read.has(realPath(path)))
      throw new CannotRun(`${printable(path)} cannot be written: it is one of the files that are read`);
    const known = statSync(path, { throwIfNoEntry: false });
    if (known?.isDirectory() === true)
      throw new CannotRun(`${printable(path)} cannot be written: it is a folder`);
    if (known?.isFile() === false)
      throw new CannotRun(`${printable(path)} cannot be written: it is a device or a pipe, and no file`);
    if (known !== undefined && !replaces)
      throw new CannotRun(`${printable(path)} exists already; --force writes over it`);
  }
}
