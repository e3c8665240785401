import { NotInspected } from "../model/errors.ts";
import type { ByteSource, Confidence, Format, ReadContext, Sink } from "../model/format.ts";
import { textOf } from "./archive-in-text.ts";
import { eachPiece } from "./long-lines.ts";
import { decodeHead } from "./utf8.ts";
import { readWhole } from "./whole.ts";

const MAX_BYTES = 64 * 1024;

/** Sections in which Windows keeps how a folder looks. */
const SECTION =
  /^\[(?:\.ShellClassInfo(?:\.[AW])?|ViewState|LocalizedFileNames|DeleteOnCopy|ExtShellFolderViews|\{[0-9a-f-]{36}\})\]$/i;

/**
 * `desktop.ini`, how a folder looks on Windows: furniture, when it is named so and holds nothing but such settings. Its
 * lines are read as text like any other, so an identifier in them counts.
 */
export const desktopIniFormat: Format = {
  name: "desktop-ini",
  killable: false,
  sniff,
  read,
  about: {
    title: "`desktop.ini` of Windows folders",
    recognised: "a section `[.ShellClassInfo]` of settings that Windows knows",
    reads: "its values, as text; it is furniture",
    leaves: "nothing",
    library: null,
  },
};

function sniff(head: Uint8Array, name: string): Confidence {
  if (!/(?:^|[\\/])desktop\.ini$/i.test(name)) return 0;
  const text = decodeHead(head);
  return text !== undefined && /^\s*(?:[;#].*\s+)*\[/.test(text) ? 2 : 0;
}

async function read(source: ByteSource, context: ReadContext, out: Sink): Promise<number> {
  const bytes = await readWhole(textOf(source), context.limits.maxWholeBytes);
  const text = decodeHead(bytes);
  if (text === undefined) throw new NotInspected("damaged", "it is text in no known encoding");
  const lines = text.split(/\r\n|\r|\n/);
  let number = 0;
  out.locate(() => ({ unit: "line", number }));
  for (const line of lines) {
    number += 1;
    eachPiece(line, (piece) => out.text(piece));
  }
  if (bytes.length <= MAX_BYTES && isFolderSettings(lines)) out.furniture();
  // Something else under that name: a document like any other.
  else out.content();
  return bytes.length;
}

/** Sections that Windows knows, and settings within them. */
function isFolderSettings(lines: readonly string[]): boolean {
  let inSection = false;
  for (const line of lines) {
    const trimmed = line.replace(/^\ufeff/, "").trim();
    if (trimmed === "" || trimmed.startsWith(";")) continue;
    if (SECTION.test(trimmed)) inSection = true;
    else if (!inSection || !/^[^=[\]]{1,255}=/.test(trimmed)) return false;
  }
  return inSection;
}
