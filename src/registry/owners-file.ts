import { closeSync, fstatSync, openSync, readSync } from "node:fs";
import { csvCell } from "../model/csv-cell.ts";
import { CannotRun, messageOf } from "../model/errors.ts";
import { printable } from "../model/printable.ts";
import type { SectionWriter } from "./section-writer.ts";

const HEADER = "owner,reference\r\n";
/** The first row says in place of a reference which registry the numbers are of. */
const REGISTRY_ROW = (digest: string): string => `0,"registry ${digest}"\r\n`;
const NO_DIGEST = "0".repeat(64);
/** Bytes of a line: a reference has 200 characters. */
const MAX_LINE_BYTES = 2048;

export function beginOwners(writer: SectionWriter): void {
  writer.write(Buffer.from(HEADER + REGISTRY_ROW(NO_DIGEST)));
}

export function ownerLine(owner: number, reference: string): Buffer {
  return Buffer.from(`${owner},${csvCell(reference)}\r\n`);
}

/** What is written at `at` when the registry's digest is known. */
export function registryLine(digest: string): { readonly at: number; readonly bytes: Buffer } {
  return { at: HEADER.length, bytes: Buffer.from(REGISTRY_ROW(digest)) };
}

/** The references that a registry's numbers stand for. */
export interface Owners {
  /** Undefined for a number that is not in the file. */
  referenceOf(owner: number): string | undefined;
  close(): void;
}

/** Opens what `registry build --owners` wrote. `digest`: the registry's. Throws `CannotRun` when it is another registry's. */
export function openOwners(path: string, digest: string): Owners {
  const wrong = (problem: string): CannotRun => new CannotRun(`${printable(path)} ${problem}`);
  const file = opened(path, wrong);
  try {
    const { size } = fstatSync(file);
    const buffer = Buffer.alloc(MAX_LINE_BYTES * 2);
    const bytesAt = (at: number): Buffer => buffer.subarray(0, readSync(file, buffer, 0, buffer.length, at));
    const start = bytesAt(0).toString("utf8");
    if (!start.startsWith(`${HEADER}0,"registry `))
      throw wrong("is no list of a registry's owners (registry build --owners writes it)");
    if (!start.startsWith(HEADER + REGISTRY_ROW(digest)))
      throw wrong("is the list of another registry: its numbers are not this one's");
    const body = HEADER.length + REGISTRY_ROW(digest).length;
    /** The first line that begins at `at` or later. */
    const lineFrom = (at: number): { readonly start: number; readonly text: string } | undefined => {
      const bytes = bytesAt(at - 1);
      const from = bytes.indexOf(0x0a) + 1;
      const end = bytes.indexOf(0x0a, from);
      if (from === 0 || end < 0) return undefined;
      return { start: at - 1 + from, text: bytes.toString("utf8", from, end).replace(/\r$/, "") };
    };
    return {
      referenceOf(owner) {
        // Lines stand in the order of their numbers; the one at `from` has no greater number.
        let from = body;
        let to = size;
        while (to - from > 1) {
          const middle = from + Math.floor((to - from) / 2);
          const line = lineFrom(middle);
          if (line !== undefined && line.start < to && numberIn(line.text) <= owner) from = line.start;
          else to = middle;
        }
        const line = lineFrom(from);
        return line !== undefined && numberIn(line.text) === owner ? referenceIn(line.text) : undefined;
      },
      close: () => closeSync(file),
    };
  } catch (error) {
    closeSync(file);
    throw error instanceof CannotRun ? error : wrong(`cannot be read: ${messageOf(error)}`);
  }
}

function numberIn(line: string): number {
  return Number.parseInt(line, 10);
}

/** The cell as it was before `csvCell`. */
function referenceIn(line: string): string {
  const text = line.slice(line.indexOf(",") + 2, -1).replaceAll('""', '"');
  return /^'[=@\t\r\n+-]/.test(text) ? text.slice(1) : text;
}

function opened(path: string, wrong: (problem: string) => CannotRun): number {
  try {
    return openSync(path, "r");
  } catch (error) {
    const isMissing = error instanceof Error && "code" in error && error.code === "ENOENT";
    throw wrong(isMissing ? "cannot be read: there is no such file" : `cannot be read: ${messageOf(error)}`);
  }
}
