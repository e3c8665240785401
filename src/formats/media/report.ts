import type { ReadContext, Sink } from "../../model/format.ts";
import { eachPiece } from "../long-lines.ts";
import { eachRun, isPrintable, MIN_RUN_CHARACTERS, NarrowRuns, WideRuns } from "../printable-runs.ts";
import type { Outline, Part } from "./parts.ts";

/** Bytes of a part from which on only runs of valid UTF-8 and of UTF-16 count: of pictures and packed data most bytes pass for Latin-1. */
const LARGE_BYTES = 64 * 1024;

/**
 * Reports what the parts of a file say: values under their keys where a layout knows them, and all text as lines.
 * `isBinary`: of which bytes most are no text although they are few.
 */
export function reportParts(
  bytes: Uint8Array,
  outline: Outline,
  context: ReadContext,
  out: Sink,
  isBinary: (bytes: Uint8Array) => boolean = () => false,
): void {
  const isDamaged = outline.doubt?.reason === "damaged";
  for (const part of outline.parts) {
    const isCut = isDamaged && part.to >= bytes.length;
    switch (part.is) {
      case "text":
        // Half an identifier would be somebody else's: what the end of the file cuts off is left out.
        if (!isCut) reportText(part.path, part.keys, part.text, part.hidden, context, out);
        break;
      case "bytes": {
        const content = part.unpacked ?? bytes.subarray(part.from, isCut ? startOfCutText(bytes, part) : part.to);
        const isLarge = content.length >= LARGE_BYTES || isBinary(content);
        reportBytes(part.path, part.keys, content, { isHidden: part.unpacked !== undefined, isLarge }, context, out);
        break;
      }
      case "file":
        out.embedded({ name: part.name, content: contentOf(part) });
        break;
      case "sound":
      case "padding":
      case "holds":
    }
  }
} // prettier-ignore

function contentOf(part: Part & { readonly is: "file" }): Parameters<Sink["embedded"]>[0]["content"] {
  if (part.unpacked !== undefined) return { is: "bytes", bytes: part.unpacked };
  return { is: "range", range: [part.from, part.to - part.from], encoding: "none" };
}

function reportText(
  path: string,
  keys: readonly string[],
  text: string,
  isHidden: boolean,
  context: ReadContext,
  out: Sink,
): void {
  if (isHidden) out.decoded(text);
  out.locate(() => ({ unit: "tag", path }));
  const use = keys.length === 0 ? undefined : context.plan.use(keys);
  // Several values of one tag are parted by NUL.
  for (const value of text.split("\0")) {
    const trimmed = value.trim();
    if (trimmed === "") continue;
    if (use !== undefined && trimmed.length <= context.limits.maxValueBytes) out.value(use, trimmed);
    for (const line of trimmed.split(/\r\n|\n|\r/)) giveLine(line, out);
  }
}

function reportBytes(
  path: string,
  keys: readonly string[],
  bytes: Uint8Array,
  { isHidden, isLarge }: { readonly isHidden: boolean; readonly isLarge: boolean },
  context: ReadContext,
  out: Sink,
): void {
  out.locate(() => ({ unit: "tag", path }));
  const use = keys.length === 0 ? undefined : context.plan.use(keys);
  const give = (run: string): void => {
    if (isHidden) out.decoded(run);
    if (use !== undefined && run.length <= context.limits.maxValueBytes) out.value(use, run.trim());
    giveLine(run, out);
  };
  if (!isLarge) {
    eachRun(bytes, give);
    return;
  }
  new NarrowRuns(MIN_RUN_CHARACTERS, context.limits.maxValueBytes, give).scan(bytes, true, 0);
  new WideRuns(MIN_RUN_CHARACTERS, context.limits.maxValueBytes, give).scan(bytes, true, 0);
}

function giveLine(line: string, out: Sink): void {
  eachPiece(line, (piece) => {
    out.text(piece);
  });
}

/** Where the text begins that the end of the file cuts off. */
function startOfCutText(bytes: Uint8Array, { from, to }: Part): number {
  let at = to;
  while (at > from && (isPrintable(bytes[at - 1] ?? 0) || (bytes[at - 1] === 0 && bytes[at - 3] === 0)))
    at -= 1;
  return at;
}
