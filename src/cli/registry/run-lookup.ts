import { createReadStream } from "node:fs";
import { CannotRun, Interrupted, messageOf } from "../../model/errors.ts";
import { STRONG_KINDS } from "../../model/kinds.ts";
import { number } from "../../model/number.ts";
import { printable } from "../../model/printable.ts";
import type { RegistryHit } from "../../model/registry.ts";
import {
  findWritten,
  lineDivider,
  openOwners,
  openRegistry,
  readRegistryKey,
  type Owners,
} from "../../registry/index.ts";
import type { RegistryLookupArguments } from "../commands/registry.ts";
import { streamSink } from "../sinks.ts";
import { warnOfKey } from "./words.ts";

/** Characters of answers that are written at once. */
const WRITE_AT = 64 * 1024;
/** Bytes of rows that may be kept in memory when millions of identifiers are looked up: of 160 million. */
const MAX_ROW_BYTES = 2 * 1024 * 1024 * 1024;

type ReferenceOf = (owner: number) => string | undefined;

/** Looks identifiers up, and says whose each is. Returns exit code 0; throws `CannotRun`, `Interrupted`. */
export async function runRegistryLookup(
  path: string,
  identifiers: readonly string[],
  options: RegistryLookupArguments,
  signal: AbortSignal,
): Promise<number> {
  if (identifiers.length === 0 && options.from === undefined)
    throw new CannotRun("no identifier is given, and no file with some (--from)");
  const key = readRegistryKey(options.key);
  if (key.isExposed) warnOfKey(options.key);
  const registry = openRegistry(path, key, MAX_ROW_BYTES);
  let owners: Owners | undefined;
  const kind = STRONG_KINDS.find((one) => one === options.kind);
  const sink = streamSink(process.stdout);
  try {
    if (options.owners !== undefined) owners = openOwners(options.owners, registry.digest);
    const named = owners;
    const referenceOf: ReferenceOf | undefined = named && ((owner) => named.referenceOf(owner));
    let text = "";
    let line = 0;
    for await (const written of allOf(identifiers, options.from)) {
      if (signal.aborted) throw new Interrupted();
      line++;
      if (written.trim() === "") continue;
      const hits = findWritten(registry, written, kind);
      text +=
        options.json === true ? json(line, hits, referenceOf) : `${line}  ${answer(hits, referenceOf)}\n`;
      if (text.length < WRITE_AT) continue;
      await sink.write(text);
      text = "";
    }
    await sink.write(text);
  } finally {
    registry.close();
    owners?.close();
  }
  return 0;
}

async function* allOf(identifiers: readonly string[], from: string | undefined): AsyncIterable<string> {
  yield* identifiers;
  if (from === undefined) return;
  const fileName = from === "-" ? "standard input" : from;
  let lines: string[] = [];
  const divider = lineDivider(fileName, (text) => {
    lines.push(text);
    return true;
  });
  for await (const chunk of chunksOf(from, fileName)) {
    divider.add(chunk);
    yield* lines;
    lines = [];
  }
  divider.end();
  yield* lines;
}

async function* chunksOf(from: string, fileName: string): AsyncIterable<Uint8Array> {
  try {
    for await (const chunk of from === "-" ? process.stdin : createReadStream(from)) yield Buffer.from(chunk);
  } catch (error) {
    throw new CannotRun(`${printable(fileName)} cannot be read: ${messageOf(error)}`);
  }
}

function answer(hits: readonly RegistryHit[], referenceOf: ReferenceOf | undefined): string {
  if (hits.length === 0) return "unknown anywhere";
  return `known: ${hits.map((hit) => hitText(hit, referenceOf)).join("; ")}`;
}

function hitText({ owner, kind, from, until }: RegistryHit, referenceOf: ReferenceOf | undefined): string {
  const days = from === undefined && until === undefined ? "" : `, ${from ?? ""} … ${until ?? ""}`.trimEnd();
  const reference = referenceOf?.(owner);
  const name = reference === undefined ? "" : ` (${printable(reference)})`;
  return `${kind} of registry owner #${number(owner)}${name}${days}`;
}

function json(line: number, hits: readonly RegistryHit[], referenceOf: ReferenceOf | undefined): string {
  const told = hits.map((hit) => {
    const reference = referenceOf?.(hit.owner);
    return reference === undefined ? hit : { ...hit, reference };
  });
  return `${JSON.stringify({ line, known: hits.length > 0, hits: told })}\n`;
}
