import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import {
  chmodSync,
  chownSync,
  closeSync,
  constants,
  fstatSync,
  lstatSync,
  mkdirSync,
  openSync,
  readdirSync,
  readSync,
  type Stats,
} from "node:fs";
import path from "node:path";
import { decodeUtf8 } from "./code-pages.ts";
import { MAX_DELIVERED_BYTES, MAX_DELIVERED_NAMES, READER_MILLIS, type Delivery } from "./delivery.ts";

/** An archive that leads out of its folder writes into these first, where it is seen. */
const NESTED = ["a", "b", "c", "d", "e", "f", "g", "h"];
const POLL_MILLIS = 250;
const MAX_COMPLAINT = 4_096;
const READ_BYTES = 1024 * 1024;
/** `nobody` on every Linux: a reader that root runs can write into its own folder only. */
const NOBODY = 65_534;
const IS_ROOT = process.getuid?.() === 0;
/** In units of 512 bytes, as POSIX shells count; a shell that counts KiB allows twice as much. */
const FILE_BLOCKS = MAX_DELIVERED_BYTES / 512;
const LIMITED = `ulimit -c 0; ulimit -f ${FILE_BLOCKS}; ulimit -t ${Math.ceil(READER_MILLIS / 1_000)}; umask 022; `;

/** Process groups that are running; a harness that is interrupted must not leave them behind. */
const running = new Set<number>();

/** Kills whatever is still extracting. */
export function stopExtracting(): void {
  for (const group of running) killGroup(group);
}

function killGroup(group: number): void {
  try {
    process.kill(-group, "SIGKILL");
  } catch {
    // It has ended in the meantime.
  }
}

/** How a program ended that had no rights but to write into its folder. */
export interface Ended {
  readonly code: number | null;
  /** Undefined when it ended by itself. */
  readonly stopped: "time" | "size" | undefined;
  readonly output: string;
}

/**
 * Runs a shell script with limits on time, processor and files, without a terminal, and as nobody where root runs it.
 * `words` are its arguments from `$1` on; `$0` is not used. Never rejects.
 */
export function runConfined(
  script: string,
  words: readonly string[],
  cwd: string,
  millis = READER_MILLIS,
): Promise<Ended> {
  return new Promise((resolve) => {
    const child = spawn("/bin/sh", ["-c", LIMITED + script, "sh", ...words], {
      cwd,
      // A group of its own can be killed as a whole, and has no terminal to ask for a password on.
      detached: true,
      stdio: ["ignore", "pipe", "pipe"],
      env: { PATH: process.env["PATH"], LC_ALL: "C.UTF-8", TZ: "UTC", HOME: "/nonexistent" },
      ...(IS_ROOT ? { uid: NOBODY, gid: NOBODY } : {}),
    });
    let output = "";
    let stopped: Ended["stopped"];
    const kill = (why: "time" | "size"): void => {
      stopped ??= why;
      if (child.pid !== undefined) killGroup(child.pid);
    };
    if (child.pid !== undefined) running.add(child.pid);
    const hear = (chunk: Buffer): void => {
      if (output.length < MAX_COMPLAINT) output += chunk.toString("latin1").slice(0, MAX_COMPLAINT);
    };
    child.stdout.on("data", hear);
    child.stderr.on("data", hear);
    const timer = setTimeout(kill, millis, "time");
    const poll = setInterval(() => {
      if (bytesBelow(cwd) > MAX_DELIVERED_BYTES) kill("size");
    }, POLL_MILLIS);
    const end = (code: number | null, more = ""): void => {
      clearTimeout(timer);
      clearInterval(poll);
      if (child.pid !== undefined) running.delete(child.pid);
      resolve({ code, stopped, output: output + more });
    };
    child.once("error", (error) => end(null, error.message));
    child.once("close", (code) => end(code));
  });
}

/** Extracts into nested folders below `folder`, and says what lies there afterwards. */
export async function extract(
  script: string,
  archivePath: string,
  folder: string,
  isFine: (code: number) => boolean,
): Promise<Delivery> {
  const target = path.join(folder, ...NESTED);
  mkdirSync(target, { recursive: true });
  if (IS_ROOT) for (let at = target; at !== folder; at = path.dirname(at)) chownSync(at, NOBODY, NOBODY);
  const { code, stopped, output } = await runConfined(script, [archivePath], target);
  const found = filesBelow(folder, target, stopped !== undefined);
  const trouble =
    stopped !== undefined
      ? `stopped: ${stopped === "time" ? `${READER_MILLIS} ms` : `${MAX_DELIVERED_BYTES} bytes`}`
      : code !== null && isFine(code)
        ? found.trouble
        : `exit code ${String(code)}: ${lastLine(output)}`;
  return {
    names: found.names,
    contents: found.contents,
    ...(trouble === undefined ? {} : { error: trouble }),
  };
}

function lastLine(text: string): string {
  // eslint-disable-next-line no-control-regex -- archives put them into messages
  const lines = text.replace(/[\u0000-\u0009\u000b-\u001f\u007f]/g, "?").split("\n");
  return (lines.findLast((line) => line.trim() !== "") ?? "").trim().slice(0, 200);
}

interface Found {
  readonly names: readonly string[];
  readonly contents: readonly string[];
  readonly trouble: string | undefined;
}

const SLASH = Buffer.from("/");

/** Undefined for what is gone, or lies deeper than a path can say. */
function statsOf(path: Buffer): Stats | undefined {
  try {
    return lstatSync(path, { throwIfNoEntry: false });
  } catch {
    return undefined;
  }
}

/** Names are told from `target` on; what lies above it keeps the name it has below `folder`. */
function filesBelow(folder: string, target: string, isCutOff: boolean): Found {
  const names: string[] = [];
  const files: { readonly path: Buffer; readonly stats: Stats }[] = [];
  let trouble: string | undefined;
  const scaffold = new Set<string>();
  for (let at = target; at !== folder; at = path.dirname(at)) scaffold.add(at);
  const visit = (at: Buffer, name: string): void => {
    const children = readFolder(at);
    if (children === undefined) {
      trouble ??= "a folder could not be read";
      return;
    }
    if (children.length === 0 && name !== "") names.push(`${name}/`);
    for (const child of children) {
      if (names.length >= MAX_DELIVERED_NAMES) return;
      const below = Buffer.concat([at, SLASH, child]);
      const text = decodeUtf8(child) ?? child.toString("latin1");
      const stats = statsOf(below);
      if (stats === undefined) continue;
      if (stats.isDirectory()) {
        visit(below, scaffold.has(below.toString()) ? "" : name === "" ? text : `${name}/${text}`);
        continue;
      }
      names.push(name === "" ? text : `${name}/${text}`);
      if (stats.isFile() && stats.size > 0 && stats.size < MAX_DELIVERED_BYTES)
        files.push({ path: below, stats });
    }
  };
  visit(Buffer.from(folder), "");
  // Nobody receives the file that was being written when the reader was stopped.
  const unfinished = isCutOff
    ? Math.max(0, ...files.slice(0, 10_000).map(({ stats }) => stats.ctimeMs))
    : Infinity;
  const contents = files.flatMap((file) =>
    file.stats.ctimeMs >= unfinished ? [] : (hashOf(file.path, file.stats) ?? []),
  );
  return { names, contents: [...new Set(contents)], trouble };
}

/** Only root may look into folders that the archive has made unreadable. */
function readFolder(at: Buffer): Buffer[] | undefined {
  try {
    if (!IS_ROOT) chmodSync(at, 0o700);
    return readdirSync(at, { encoding: "buffer" });
  } catch {
    return undefined;
  }
}

const chunk = Buffer.allocUnsafe(READ_BYTES);

function hashOf(file: Buffer, stats: Stats): string | undefined {
  try {
    if (!IS_ROOT && (stats.mode & 0o400) === 0) chmodSync(file, 0o600);
    // Neither a link nor a pipe that has taken the file's place is followed or waited for.
    const handle = openSync(file, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
    try {
      if (!fstatSync(handle).isFile()) return undefined;
      const digest = createHash("sha256");
      for (let read = readSync(handle, chunk); read > 0; read = readSync(handle, chunk))
        digest.update(chunk.subarray(0, read));
      return digest.digest("hex");
    } finally {
      closeSync(handle);
    }
  } catch {
    return undefined;
  }
}

/** What files take up on the disk, holes left out. */
function bytesBelow(folder: string): number {
  let bytes = 0;
  const folders = [folder];
  for (let at = folders.pop(); at !== undefined; at = folders.pop()) {
    try {
      for (const child of readdirSync(at, { withFileTypes: true })) {
        const below = path.join(at, child.name);
        if (child.isDirectory()) folders.push(below);
        else bytes += lstatSync(below, { throwIfNoEntry: false })?.size ?? 0;
      }
    } catch {
      // It is gone or unreadable.
    }
  }
  return bytes;
}
