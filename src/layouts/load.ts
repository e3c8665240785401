import { problemWith } from "../json-schema/index.ts";
import schema from "./layout.schema.json" with { type: "json" };
import { createHash } from "node:crypto";
import { CannotRun, messageOf } from "../model/errors.ts";
import { printable } from "../model/printable.ts";
import { type CompiledNamespace, type CompiledPart, compileParts, LayoutProblem } from "./compile.ts";
import { checkExamples } from "./examples.ts";
import type { Vocabulary } from "./generic.ts";
import type { Layout } from "./layout.ts";
import { type Compile, linearCompiler } from "./pattern.ts";

/** A layout, ready to be matched. Does not cross a thread boundary: a worker loads it again from `file`. */
export interface LoadedLayout {
  readonly name: string;
  readonly title: string;
  /** sha256 in hex: of the file's text, or of a built-in's canonical JSON. */
  readonly digest: string;
  /** Undefined for a built-in. */
  readonly file: { readonly text: string; readonly fileName: string } | undefined;
  readonly namespaces: readonly CompiledNamespace[];
  readonly parts: readonly CompiledPart[];
  /** Such exports are not one person's: why, in words. */
  readonly noSubject?: string | undefined;
  /** Only the generic layout has one. */
  readonly vocabulary: Vocabulary | undefined;
}

/** Longest layout file, in characters. */
const MAX_FILE = 4 * 1024 * 1024;

/** Reads a layout of the user. Throws `CannotRun`, one sentence that names the file and the place in it. */
export async function loadLayout(text: string, fileName: string): Promise<LoadedLayout> {
  const fail = (where: string, what: string): CannotRun =>
    new CannotRun(
      printable(`layout ${fileName}: ${where === "" ? "" : `${where} `}${what}`.replace(/\s+/g, " ")),
    );
  if (text.length > MAX_FILE) throw fail("", `is longer than ${MAX_FILE} characters`);
  const data = await parseStrictly(text, fail);
  const problem = await problemWith(data, schema);
  if (problem !== undefined) throw fail(problem.where, problem.what);
  // The schema has just been checked.
  const layout = data as Layout;
  try {
    const digest = createHash("sha256").update(text).digest("hex");
    return compileLayout(layout, await linearCompiler(), digest, { text, fileName });
  } catch (error) {
    if (error instanceof LayoutProblem) throw fail(error.where, error.message);
    throw error;
  }
}

/** Compiles checked data and holds it to its own examples. Throws `LayoutProblem`. */
export function compileLayout(
  layout: Layout,
  compile: Compile,
  digest: string,
  file: LoadedLayout["file"],
): LoadedLayout {
  const { namespaces, parts } = compileParts(layout, compile);
  const { name, title, noSubject } = layout;
  checkExamples(layout, namespaces, parts);
  return { name, title, digest, file, namespaces, parts, noSubject, vocabulary: undefined };
}

/** sha256 in hex of data as JSON with sorted keys and no white space. */
export function canonicalDigest(data: unknown): string {
  return createHash("sha256")
    .update(JSON.stringify(sorted(data)))
    .digest("hex");
}

function sorted(data: unknown): unknown {
  if (Array.isArray(data)) return data.map(sorted);
  if (data === null || typeof data !== "object") return data;
  const entries = Object.entries(data).toSorted(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
  return Object.fromEntries(entries.map(([key, value]) => [key, sorted(value)]));
}

async function parseStrictly(
  text: string,
  fail: (where: string, what: string) => CannotRun,
): Promise<unknown> {
  let data: unknown;
  try {
    data = JSON.parse(text);
  } catch (error) {
    throw fail("", `is no valid JSON: ${messageOf(error)}`);
  }
  // JSON.parse takes the last of two equal keys in silence: a field would be lost.
  const { LineCounter, parseDocument } = await import("yaml");
  const lines = new LineCounter();
  const document = parseDocument(text, { schema: "json", lineCounter: lines, strict: true });
  const twice = document.errors.find((error) => error.code === "DUPLICATE_KEY");
  if (twice !== undefined)
    throw fail("", `has the same key twice in line ${lines.linePos(twice.pos[0]).line}`);
  return data;
}
