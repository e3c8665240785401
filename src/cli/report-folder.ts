import { createHash } from "node:crypto";
import { createReadStream, lstatSync, mkdirSync, readdirSync, realpathSync, rmSync, statSync } from "node:fs";
import { basename, dirname, join, resolve, sep } from "node:path";
import { Journal, reportNames, type BatchRequest, type ReportFile } from "../batch/index.ts";
import { CannotRun, messageOf } from "../model/errors.ts";
import type { ReportEvent } from "../model/report.ts";
import { load } from "../reporters/index.ts";
import type { BatchArguments } from "./commands/batch.ts";
import { lockFile } from "./folder-lock.ts";
import { Outputs } from "./outputs.ts";

const ENDINGS: Readonly<Record<string, string>> = {
  text: "txt",
  junit: "junit.xml",
  github: "github.txt",
};
const LOCK = "batch.lock";
const SUMMARIES = ["summary.json", "summary.csv", "journal.jsonl"];
/** The folder of `--reports`: a report per request and format, the summaries, and the journal. */
export class ReportFolder {
  readonly path: string;
  readonly formats: readonly string[];
  readonly journal: Journal;
  readonly #names: ReadonlyMap<string, string>;
  readonly #lock: { release(): void };

  private constructor(
    path: string,
    formats: readonly string[],
    journal: Journal,
    names: ReadonlyMap<string, string>,
    lock: { release(): void },
  ) {
    this.path = path;
    this.formats = formats;
    this.journal = journal;
    this.#names = names;
    this.#lock = lock;
  }

  /** Undefined without `--reports`. Throws `CannotRun`. `inputs`: files and folders that no report may change. */
  static async open(
    options: BatchArguments,
    requests: readonly BatchRequest[],
    inputs: readonly string[],
  ): Promise<ReportFolder | undefined> {
    const { reports: path, report: wanted, fresh } = options;
    const withPath = wanted.find((format) => format.includes("="));
    if (withPath !== undefined)
      throw new CannotRun(`-r ${withPath}: in a batch --reports <folder> says where; give the format alone`);
    if (path === undefined) {
      if (wanted.length > 0 || fresh === true)
        throw new CannotRun("-r and --fresh are about the reports of each request: --reports <folder>");
      return undefined;
    }
    const formats = [...new Set(wanted.length === 0 ? ["json"] : wanted)];
    for (const format of formats) await load(format);
    const names = reportNames(requests.map(({ ref }) => ref));
    const files = [...names.values()].flatMap((name) => formats.map((format) => fileOf(name, format)));
    makeFolder(path);
    mustNotChange(path, [...files, ...SUMMARIES, LOCK], inputs);
    const lock = await lockFile(
      join(path, LOCK),
      `--reports ${path}: another batch is writing into this folder; wait for it, or give another folder`,
    );
    try {
      tidy(path, [...files, ...SUMMARIES]);
      const journalPath = join(path, "journal.jsonl");
      if (fresh === true) await forgetAll(path, journalPath);
      const journal = await Journal.open(journalPath, fresh === true);
      // Of an earlier run: until this one is finished nobody is to take it for the result.
      for (const name of ["summary.json", "summary.csv"]) rmSync(join(path, name), { force: true });
      return new ReportFolder(path, formats, journal, names, lock);
    } catch (error) {
      lock.release();
      throw error;
    }
  }

  pathOf(name: string): string {
    return join(this.path, name);
  }

  /** Writes the reports of a request. Throws `CannotRun`. */
  async write(request: BatchRequest, events: AsyncIterable<ReportEvent>): Promise<readonly ReportFile[]> {
    const files = this.#filesOf(request.ref);
    const report = this.formats.map((format, index) => `${format}=${this.pathOf(files[index] ?? "")}`);
    const outputs = await Outputs.open({ report, quiet: true, color: "never" }, request.bundles);
    try {
      await outputs.write(events);
      await outputs.finish();
    } catch (error) {
      outputs.abandon();
      throw error;
    }
    return Promise.all(files.map(async (file) => ({ file, sha256: await digestOf(this.pathOf(file)) })));
  }

  /** Takes away the reports of a request, those of an earlier run in other formats included if they are unchanged. */
  async forget(ref: string): Promise<void> {
    try {
      for (const file of this.#filesOf(ref)) rmSync(this.pathOf(file), { force: true });
      await forgetWritten(this.path, this.journal.reportsOf(ref));
    } catch (error) {
      throw new CannotRun(`a report of an earlier run cannot be taken away: ${messageOf(error)}`);
    }
  }

  #filesOf(ref: string): readonly string[] {
    const name = this.#names.get(ref) ?? "request";
    return this.formats.map((format) => fileOf(name, format));
  }

  /** Whether these reports are still what was written. */
  async isThere(reports: readonly ReportFile[]): Promise<boolean> {
    for (const { file, sha256 } of reports) {
      const path = this.pathOf(file);
      if (statSync(path, { throwIfNoEntry: false })?.isFile() !== true) return false;
      if ((await digestOf(path).catch(() => "")) !== sha256) return false;
    }
    return true;
  }

  close(): void {
    this.journal.close();
    this.#lock.release();
  }
}

/** Takes the events of a check without writing anything. */
export async function withoutReports(events: AsyncIterable<ReportEvent>): Promise<readonly ReportFile[]> {
  for await (const event of events) if (event.type === "end") return [];
  return [];
}

function fileOf(name: string, format: string): string {
  return `${name}.${ENDINGS[format] ?? format}`;
}

function makeFolder(path: string): void {
  try {
    makeAbove(path);
  } catch (error) {
    throw new CannotRun(`--reports ${path}: the folder cannot be made: ${messageOf(error)}`);
  }
  if (!statSync(path).isDirectory()) throw new CannotRun(`--reports ${path} is no folder`);
}

/** Not by `recursive`: Node tries for ever where a folder can never be made (`/proc/x`). */
function makeAbove(path: string): void {
  if (statSync(path, { throwIfNoEntry: false }) !== undefined) return;
  const above = dirname(resolve(path));
  if (statSync(above, { throwIfNoEntry: false }) === undefined) makeAbove(above);
  mkdirSync(path);
}

/** Reports must not take the place of a bundle, and not lie in one. Throws `CannotRun`. */
function mustNotChange(path: string, names: readonly string[], inputs: readonly string[]): void {
  const folder = realpathSync(path);
  const read = new Set(inputs.filter((input) => input !== "-").map(real));
  const strange = names.find(
    (name) => lstatSync(join(folder, name), { throwIfNoEntry: false })?.isFile() === false,
  );
  if (strange !== undefined)
    throw new CannotRun(
      `--reports ${path}: ${strange} is a link or a folder there, and would have to be a file`,
    );
  const overwritten = names.find((name) => read.has(join(folder, name)));
  if (overwritten !== undefined)
    throw new CannotRun(`--reports ${path}: ${overwritten} would take the place of a file that is read`);
  // Of the journal and the lock more is written to what is there; reports take the place of what is there.
  const appended = new Set(["journal.jsonl", LOCK].map((name) => inodeOf(join(folder, name))));
  for (const input of read) {
    const inode = inodeOf(input);
    if (inode !== undefined && appended.has(inode))
      throw new CannotRun(`--reports ${path}: its journal is one of the files that are read`);
    if (folder === input || folder.startsWith(`${input}${sep}`))
      throw new CannotRun(`--reports ${path}: the folder lies in one that is checked`);
  }
}

function real(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    return resolve(path);
  }
}

/** Undefined for what is no file, or cannot be reached: who reads it says so. */
function inodeOf(path: string): string | undefined {
  try {
    const stat = statSync(path, { bigint: true });
    return stat.isFile() && stat.ino !== 0n ? `${stat.dev} ${stat.ino}` : undefined;
  } catch {
    return undefined;
  }
}

/** Takes away what the journal says was written, before the journal itself is thrown away. */
async function forgetAll(path: string, journalPath: string): Promise<void> {
  if (statSync(journalPath, { throwIfNoEntry: false }) === undefined) return;
  const journal = await Journal.open(journalPath, false);
  try {
    for (const ref of journal.refs()) await forgetWritten(path, journal.reportsOf(ref));
  } finally {
    journal.close();
  }
}

/** Only what is byte for byte what was written: a journal is a file like others, and may name any. */
async function forgetWritten(path: string, reports: readonly ReportFile[]): Promise<void> {
  for (const { file, sha256 } of reports) {
    const target = join(path, file);
    if (file !== basename(file) || lstatSync(target, { throwIfNoEntry: false })?.isFile() !== true) continue;
    if ((await digestOf(target).catch(() => "")) === sha256) rmSync(target, { force: true });
  }
}

/** Removes halves of these files that a run left behind when it was killed. */
function tidy(path: string, names: readonly string[]): void {
  const own = new Set(names);
  for (const name of readdirSync(path)) {
    const file = /^\.(.+)\.\d+\.partial$/.exec(name)?.[1];
    if (file !== undefined && own.has(file)) rmSync(join(path, name), { force: true });
  }
}

async function digestOf(path: string): Promise<string> {
  const digest = createHash("sha256");
  for await (const chunk of createReadStream(path) as AsyncIterable<Buffer>) digest.update(chunk);
  return digest.digest("hex");
}
