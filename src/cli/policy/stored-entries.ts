import { createReadStream } from "node:fs";
import { CannotRun, messageOf } from "../../model/errors.ts";
import { printable } from "../../model/printable.ts";
import type { Unproven } from "../../policy/index.ts";

/** A report of a million entries; a longer one does not fit into one text. */
const MAX_REPORT_BYTES = 448 * 1024 * 1024;

/** What a stored report says that acceptances can be held against. */
export interface StoredEntries {
  readonly bundle: string;
  readonly entries: readonly Unproven[];
  /** Entries whose paths are masked: a glob that names them does not match what is stored. */
  readonly masked: number;
  /** sha256 of the policy that the check had, and how many entries each of its lines matched. */
  readonly policy: { readonly digest: string | null; readonly matched: readonly number[] };
}

/** The entries of a report that `-r json` wrote; `-` is standard input. Throws `CannotRun` for what is no such report. */
export async function storedEntries(path: string): Promise<StoredEntries> {
  const name = printable(path === "-" ? "standard input" : path);
  const document = parsed(await readText(path, name), name);
  const report = mapOf(document);
  if (report?.["schema"] !== "straycheck-report/1")
    throw new CannotRun(`${name} is no report of straycheck (-r json writes one)`);
  const entries = listOf(report["entries"], name, "entries").map((entry) => {
    const { path: shown, reason, attribution, pathMasked } = entry;
    if (typeof shown !== "string") throw damaged(name, "an entry has no path");
    return {
      path: shown,
      why: whyOf(reason, attribution),
      isMasked: pathMasked === true,
    };
  });
  const policy = mapOf(report["policy"]);
  const digest = policy?.["digest"];
  const bundle = mapOf(report["bundle"])?.["name"];
  return {
    bundle: typeof bundle === "string" ? bundle : "",
    entries,
    masked: entries.filter(({ isMasked }) => isMasked).length,
    policy: {
      digest: typeof digest === "string" ? digest : null,
      matched: listOf(policy?.["accepted"], name, "policy.accepted").map((line) => {
        const { entries: matched } = line;
        return typeof matched === "number" ? matched : 0;
      }),
    },
  };
}

/** As the check decides it: a stray or a conflict can never be accepted. */
function whyOf(reason: unknown, attribution: unknown): string | null {
  if (attribution === "stray" || attribution === "conflict") return null;
  if (typeof reason === "string") return `not-inspected:${reason}`;
  return attribution === "unattributed" ? "unattributed" : null;
}

type Fields = Readonly<Record<string, unknown>>;

function mapOf(value: unknown): Fields | undefined {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? { ...value } : undefined;
}

function listOf(value: unknown, name: string, what: string): readonly Fields[] {
  if (!Array.isArray(value)) throw damaged(name, `"${what}" is no list`);
  return value.map((item: unknown) => {
    const fields = mapOf(item);
    if (fields === undefined) throw damaged(name, `an item of "${what}" is no object`);
    return fields;
  });
}

function damaged(name: string, problem: string): CannotRun {
  return new CannotRun(`${name} is no whole report of straycheck: ${problem}`);
}

function parsed(text: string, name: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new CannotRun(`${name} is no JSON: a report that -r json has written is wanted`);
  }
}

async function readText(path: string, name: string): Promise<string> {
  const chunks: Buffer[] = [];
  let length = 0;
  try {
    const source: AsyncIterable<Buffer | string> = path === "-" ? process.stdin : createReadStream(path);
    for await (const chunk of source) {
      const bytes = Buffer.from(chunk);
      chunks.push(bytes);
      length += bytes.length;
      if (length > MAX_REPORT_BYTES) break;
    }
  } catch (error) {
    throw new CannotRun(`${name} cannot be read: ${messageOf(error)}`);
  }
  if (length > MAX_REPORT_BYTES) throw new CannotRun(`${name} is longer than 448 MiB: no report is`);
  return Buffer.concat(chunks).toString("utf8");
}
