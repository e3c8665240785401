import { isAlias, isMap, isScalar, isSeq, LineCounter, parseAllDocuments } from "yaml";
import { messageOf } from "../model/errors.ts";
import { complaint, shortened, shown } from "./complaint.ts";

/** Characters of a file that a person writes by hand (subject, policy); more is not one. */
export const MAX_TEXT_LENGTH = 1024 * 1024;
/** Lists and keys nested in one another; both files need three. */
const MAX_NESTING = 8;
/** Brackets that are open at once, those in texts included. */
const MAX_OPEN_BRACKETS = 1000;
const MAX_PARSER_MESSAGE = 100;

export interface YamlEntry {
  readonly key: string;
  /** Line of the key, counted from 1. */
  readonly line: number;
  readonly value: YamlValue;
}

/** What a YAML or JSON file says, every scalar as the text that was written, with the line it stands in. */
export type YamlValue =
  | { readonly is: "text"; readonly line: number; readonly text: string }
  /** Nothing, `~` or `null` without quotes. */
  | { readonly is: "empty"; readonly line: number }
  | { readonly is: "list"; readonly line: number; readonly items: readonly YamlValue[] }
  | { readonly is: "map"; readonly line: number; readonly entries: readonly YamlEntry[] };

export type YamlMap = Extract<YamlValue, { is: "map" }>;

/** Without a byte order mark, line ends as `\n`. Throws `CannotRun` for a file that is too large or is not text. */
export function plainText(text: string, fileName: string): string {
  if (text.length > MAX_TEXT_LENGTH) throw complaint(fileName, undefined, "the file is larger than 1 MiB");
  const plain = (text.startsWith("\ufeff") ? text.slice(1) : text).replace(/\r\n?/g, "\n");
  // eslint-disable-next-line no-control-regex -- these characters are what tells text from anything else
  const control = /[\u0000-\u0008\u000b-\u001f\u007f]/.exec(plain);
  if (control !== null) {
    throw complaint(
      fileName,
      lineAt(plain, control.index),
      `this is no text file (it holds ${shown(control[0])})`,
    );
  }
  return plain;
}

/**
 * Reads a YAML or JSON file of one document whose top is a map.
 * Throws `CannotRun` for anything else, with the line: duplicate keys, anchors, aliases and tags included.
 */
export function readYaml(text: string, fileName: string): YamlMap {
  const plain = plainText(text, fileName);
  refuseOpenBrackets(plain, fileName);
  const lines = new LineCounter();
  const documents = parseDocuments(plain, fileName, lines);
  const first = documents[0];
  if (documents.length === 0 || first === undefined)
    throw complaint(fileName, undefined, "the file is empty");
  const trouble = first.errors[0] ?? first.warnings[0];
  if (trouble !== undefined) {
    const problem =
      trouble.code === "RESOURCE_EXHAUSTION"
        ? "the file is nested too deeply"
        : `this is no valid YAML or JSON (${shortened(trouble.message, MAX_PARSER_MESSAGE)})`;
    throw complaint(fileName, lines.linePos(trouble.pos[0]).line, problem);
  }
  const second = documents[1];
  if (second !== undefined) {
    const line = lines.linePos(second.range[0]).line;
    throw complaint(fileName, line, "a second document begins here (---); the file must hold one");
  }
  const value = convert(first.contents, { fileName, lines, line: 1, depth: 0 });
  if (value.is === "map") return value;
  if (value.is === "empty") throw complaint(fileName, undefined, "the file is empty");
  throw complaint(
    fileName,
    value.line,
    'the file must consist of keys with values, such as "accounts: [A32TRBM6QOXJ5H]"',
  );
}

/** Half a million open brackets cost the parser a gibibyte before it says that they are too many. */
function refuseOpenBrackets(plain: string, fileName: string): void {
  let open = 0;
  for (const { 0: bracket, index } of plain.matchAll(/[[\]{}]/g)) {
    open = Math.max(0, open + (bracket === "[" || bracket === "{" ? 1 : -1));
    if (open > MAX_OPEN_BRACKETS)
      throw complaint(fileName, lineAt(plain, index), "the file is nested too deeply");
  }
}

function parseDocuments(plain: string, fileName: string, lineCounter: LineCounter) {
  try {
    // uniqueKeys compares every key with every other: a mebibyte of keys would take minutes. `convert` does it in one pass.
    return parseAllDocuments(plain, {
      schema: "failsafe",
      uniqueKeys: false,
      strict: true,
      prettyErrors: false,
      logLevel: "silent",
      lineCounter,
    });
  } catch (error) {
    const message = shortened(messageOf(error), MAX_PARSER_MESSAGE);
    throw complaint(fileName, undefined, `this is no valid YAML or JSON (${message})`);
  }
}

interface Position {
  readonly fileName: string;
  readonly lines: LineCounter;
  /** Line of what encloses the value, for values that are not written at all. */
  readonly line: number;
  readonly depth: number;
}

function convert(node: unknown, position: Position): YamlValue {
  const { fileName } = position;
  if (node === null || node === undefined) return { is: "empty", line: position.line };
  const line = lineOf(node, position);
  if (isAlias(node)) {
    throw complaint(
      fileName,
      line,
      `${shown(`*${node.source}`)} is an alias, which is not allowed; put text that begins with * in quotes`,
    );
  }
  if (hasAnchor(node)) {
    throw complaint(
      fileName,
      line,
      `${shown(`&${node.anchor}`)} is an anchor, which is not allowed; put text that begins with & in quotes`,
    );
  }
  if (position.depth > MAX_NESTING) throw complaint(fileName, line, "the file is nested too deeply");
  const inner = { ...position, line, depth: position.depth + 1 };
  if (isSeq(node)) return { is: "list", line, items: node.items.map((item) => convert(item, inner)) };
  if (isMap(node)) return { is: "map", line, entries: convertEntries(node.items, inner) };
  if (isScalar(node)) {
    const text = typeof node.value === "string" ? node.value : "";
    const plain = node.type === "PLAIN" || node.type === undefined;
    if (plain && (text === "" || text === "~" || /^null$/i.test(text))) return { is: "empty", line };
    return { is: "text", line, text };
  }
  throw complaint(fileName, line, "this is no valid YAML or JSON");
}

function convertEntries(pairs: readonly { key: unknown; value: unknown }[], position: Position): YamlEntry[] {
  const seen = new Set<string>();
  return pairs.map((pair) => {
    const key = convert(pair.key, position);
    if (key.is === "list" || key.is === "map") {
      throw complaint(position.fileName, key.line, "a key must be plain text, not a list or a map");
    }
    const text = key.is === "text" ? key.text : "";
    if (seen.has(text))
      throw complaint(position.fileName, key.line, `the key ${shown(text)} stands here a second time`);
    seen.add(text);
    return { key: text, line: key.line, value: convert(pair.value, { ...position, line: key.line }) };
  });
}

function lineOf(node: unknown, position: Position): number {
  if (typeof node !== "object" || node === null || !("range" in node) || !Array.isArray(node.range))
    return position.line;
  const offset: unknown = node.range[0];
  return typeof offset === "number" ? position.lines.linePos(offset).line : position.line;
}

function hasAnchor(node: unknown): node is { readonly anchor: string } {
  return typeof node === "object" && node !== null && "anchor" in node && typeof node.anchor === "string";
}

function lineAt(text: string, index: number): number {
  let line = 1;
  for (let at = text.indexOf("\n"); at >= 0 && at < index; at = text.indexOf("\n", at + 1)) line += 1;
  return line;
}
