// Holds what straycheck inspects against what readers of ZIP files deliver. `npm run test:readers -- --list folder`
import {
  closeSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { FIXTURE_CASES } from "../fixtures/index.ts";
import { zipOfCase } from "../fixtures/support/fixture-case.ts";
import { openCourt, type Court } from "./readers/law.ts";
import { emptySummary, lineOf, note, summaryText } from "./readers/summary.ts";

const HELP = `npm run test:readers -- [options] [files and folders]
  Without files and folders: every bundle of fixtures/, and ../shared/cases/zip where it is.
  --list             one line for each archive
  --reader <names>   only these readers (comma between)
  --program <folder> another built copy of the package`;

const HERE = path.dirname(fileURLToPath(import.meta.url));
const CASES = path.join(HERE, "../../shared/cases/zip");
const SIGNATURE = Buffer.from("PK");
const HEAD_BYTES = 4;

/** Writes every fixture as a file. */
function writeFixtures(folder: string): string[] {
  mkdirSync(folder);
  return FIXTURE_CASES.map((fixture) => {
    const file = path.join(folder, `${fixture.name}.zip`);
    writeFileSync(file, zipOfCase(fixture));
    return file;
  });
}

/** The file itself, or the archives below a folder: what is called `.zip` or begins like one. */
function* archivesBelow(given: string, isGiven = true): Generator<string> {
  const stats = statSync(given);
  if (stats.isDirectory()) {
    for (const name of readdirSync(given).toSorted())
      if (!name.startsWith(".")) yield* archivesBelow(path.join(given, name), false);
  } else if (stats.isFile() && (isGiven || given.toLowerCase().endsWith(".zip") || beginsLikeZip(given))) {
    yield given;
  }
}

function beginsLikeZip(file: string): boolean {
  const head = Buffer.alloc(HEAD_BYTES);
  const handle = openSync(file, "r");
  try {
    readSync(handle, head, 0, HEAD_BYTES, 0);
  } finally {
    closeSync(handle);
  }
  return head.subarray(0, SIGNATURE.length).equals(SIGNATURE);
}

function announce({ readers, missing }: Court): boolean {
  console.log(`readers: ${readers.map(({ name, version }) => `${name} ${version}`).join(", ")}`);
  for (const { name, debian } of missing)
    console.log(`missing: ${name}${debian === undefined ? "" : ` (Debian: ${debian})`}`);
  if (readers.length === 0) console.log("There is no reader to compare with.");
  const isCi = process.env["CI"] === "true";
  return readers.length > 0 && !(isCi && missing.some(({ debian }) => debian !== undefined));
}

async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      list: { type: "boolean", default: false },
      reader: { type: "string" },
      program: { type: "string" },
      help: { type: "boolean", default: false },
    },
  });
  if (values.help) {
    console.log(HELP);
    return;
  }
  const folder = mkdtempSync(path.join(tmpdir(), "straycheck-fixtures-"));
  const court = await openCourt({
    ...(values.reader === undefined ? {} : { readers: values.reader.split(",") }),
    ...(values.program === undefined ? {} : { program: path.resolve(values.program) }),
  });
  const clear = (): void => {
    court.close();
    rmSync(folder, { recursive: true, force: true });
  };
  process.once("exit", clear);
  for (const name of ["SIGINT", "SIGTERM"] as const) process.once(name, () => process.exit(130));

  if (!announce(court)) process.exitCode = 1;
  if (court.readers.length === 0) {
    clear();
    return;
  }
  const archives = positionals.flatMap((given) => [...archivesBelow(path.resolve(given))]);
  if (positionals.length === 0) {
    archives.push(...writeFixtures(path.join(folder, "fixtures")));
    if (existsSync(CASES)) archives.push(...archivesBelow(CASES));
    else console.log("skipped: ../shared/cases/zip is not there");
  }
  const summary = emptySummary();
  for await (const judged of court.judgeAll(archives)) {
    note(summary, judged);
    if (values.list) console.log(lineOf(judged));
  }
  console.log(summaryText(summary));
  if (summary.violating.length > 0 || summary.archives === 0) process.exitCode = 1;
  clear();
}

await main();
