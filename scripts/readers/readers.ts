import { fileURLToPath } from "node:url";
import {
  MAX_DELIVERED_BYTES,
  MAX_DELIVERED_NAMES,
  READER_MILLIS,
  type Delivery,
  type Reader,
} from "./delivery.ts";
import { lineServer } from "./line-server.ts";
import { extract, runConfined } from "./sandbox.ts";

/** A script checks its own time; one that hangs in a library is killed a little later. */
const GRACE_MILLIS = 5_000;
const BOUNDS = [MAX_DELIVERED_BYTES, MAX_DELIVERED_NAMES, READER_MILLIS].map(String);
const PYTHON = process.env["PYTHON"] ?? "python3";

/** A reader that may be missing on this machine. */
interface Kind {
  readonly name: string;
  /** The Debian package that holds it; undefined for one that is only used where it is. */
  readonly debian: string | undefined;
  /** A shell script whose output holds the version, and a pattern that finds it there. */
  readonly version: readonly [script: string, pattern: RegExp];
  readonly deliver: (archivePath: string, folder: string) => Promise<Delivery>;
  readonly stop?: () => void;
}

/** Extracts with a command line in which `"$1"` is the archive. */
function extractor(
  name: string,
  debian: string,
  version: Kind["version"],
  script: string,
  fine: readonly number[] = [0],
): Kind {
  const deliver: Kind["deliver"] = (archivePath, folder) =>
    extract(script, archivePath, folder, (code) => fine.includes(code));
  return { name, debian, version, deliver };
}

/** Asks a script that stays. */
function scripted(
  name: string,
  debian: string | undefined,
  version: Kind["version"],
  words: readonly [program: string, ...words: string[]],
): Kind {
  const [program, ...rest] = words;
  const server = lineServer(program, [...rest, ...BOUNDS], READER_MILLIS + GRACE_MILLIS);
  const deliver: Kind["deliver"] = async (archivePath) => {
    try {
      return deliveryOf(await server.ask(archivePath));
    } catch (error) {
      return { names: [], contents: [], error: error instanceof Error ? error.message : String(error) };
    }
  };
  return { name, debian, version, deliver, stop: server.stop };
}

function deliveryOf(answer: unknown): Delivery {
  const { names, contents, error } = answer as { names: string[]; contents: string[]; error?: string };
  return { names, contents, ...(error === undefined ? {} : { error }) };
}

function scriptBeside(name: string): string {
  return fileURLToPath(new URL(name, import.meta.url));
}

const JAVA: Kind["version"] = ["java -version 2>&1 && javac -version", /version "([^"]+)"/];
const BSDTAR: Kind["version"] = ["bsdtar --version", /bsdtar (\S+)/];

/**
 * Everything with which this project opens archives as a recipient would. What two entries of one name write is kept
 * twice where the reader can do so, for its user may answer its question with "rename".
 */
function kinds(): readonly Kind[] {
  return [
    // 1: warnings only. -B keeps what would be overwritten, as `name~`.
    extractor("unzip", "unzip", ["unzip -v", /UnZip (\S+)/], 'exec unzip -o -q -B "$1"', [0, 1]),
    extractor(
      "7z",
      "p7zip-full",
      ["7z i", /7-Zip(?: \[\d+\])?(?: \(\w+\))? (\d+\.\d+)[^]*?(?:p7zip Version (\S+)|$)/],
      'exec 7z x -y -aou -bd -p "$1"',
      [0, 1],
    ),
    extractor("bsdtar", "libarchive-tools", BSDTAR, 'exec bsdtar -x -f "$1"'),
    extractor("bsdtar-pipe", "libarchive-tools", BSDTAR, 'cat "$1" | bsdtar -x -f -'),
    extractor(
      "busybox",
      "busybox",
      ["busybox unzip 2>&1 || busybox", /BusyBox v(\S+)/],
      'exec busybox unzip -o -q "$1"',
    ),
    scripted(
      "python",
      "python3",
      [`${PYTHON} --version`, /Python (\S+)/],
      [PYTHON, "-u", scriptBeside("zipfile_reader.py")],
    ),
    scripted("java-file", undefined, JAVA, [
      "java",
      "-Xmx512m",
      "-Xshare:auto",
      scriptBeside("ZipReader.java"),
      "file",
    ]),
    scripted("java-stream", undefined, JAVA, [
      "java",
      "-Xmx512m",
      "-Xshare:auto",
      scriptBeside("ZipReader.java"),
      "stream",
    ]),
  ];
}

/** The readers that are there, and those that are not. */
export interface FoundReaders {
  readonly readers: readonly Reader[];
  readonly missing: readonly { readonly name: string; readonly debian: string | undefined }[];
}

/** Looks which readers this machine has; `only` are names of readers. `cwd`: a folder that every user may enter. */
export async function findReaders(cwd: string, only?: readonly string[]): Promise<FoundReaders> {
  const wanted = kinds().filter(({ name }) => only === undefined || only.includes(name));
  const found = await Promise.all(
    wanted.map(async (kind) => {
      const { output } = await runConfined(kind.version[0], [], cwd);
      const match = kind.version[1].exec(output);
      return {
        kind,
        version: match
          ?.slice(1)
          .filter((group) => group !== undefined)
          .join("/"),
      };
    }),
  );
  return {
    readers: found.flatMap(({ kind, version }) =>
      version === undefined
        ? []
        : [{ name: kind.name, version, deliver: kind.deliver, stop: kind.stop ?? (() => {}) }],
    ),
    missing: found
      .filter(({ version }) => version === undefined)
      .map(({ kind: { name, debian } }) => ({ name, debian })),
  };
}
