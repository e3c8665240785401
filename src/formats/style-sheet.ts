import { NotInspected } from "../model/errors.ts";
import type { ByteSource, Confidence, Format, ReadContext, Sink } from "../model/format.ts";
import { textOf } from "./archive-in-text.ts";
import { eachPiece } from "./long-lines.ts";
import { decodeHead } from "./utf8.ts";
import { readWhole } from "./whole.ts";

const MAX_STYLE_SHEET_BYTES = 4 * 1024 * 1024;

/**
 * Style sheets: furniture, when the file is named so and its content is nothing but CSS rules. Its comments are read as
 * text like any other, so an identifier in them counts.
 */
export const styleSheetFormat: Format = {
  name: "style-sheet",
  killable: false,
  sniff,
  read,
  about: {
    title: "Style sheets",
    recognised: "rules of CSS and nothing else, in a file called `.css`",
    reads: "that it holds rules only; it is furniture then",
    leaves: "nothing that a style sheet holds; what is no style sheet is text",
    library: null,
  },
};

function sniff(head: Uint8Array, name: string): Confidence {
  if (!/\.css$/i.test(name)) return 0;
  const text = decodeHead(head);
  return text !== undefined && /^\s*(?:[@.#*:[\w-]|\/\*)/.test(text) && text.includes("{") ? 2 : 0;
}

async function read(source: ByteSource, context: ReadContext, out: Sink): Promise<number> {
  const bytes = await readWhole(
    textOf(source),
    Math.min(context.limits.maxWholeBytes, MAX_STYLE_SHEET_BYTES),
  );
  const text = decodeHead(bytes);
  if (text === undefined) throw new NotInspected("damaged", "it is text in no known encoding");
  let number = 0;
  out.locate(() => ({ unit: "line", number }));
  for (const line of text.split(/\r\n|\r|\n/)) {
    number += 1;
    eachPiece(line, (piece) => out.text(piece));
  }
  if (isStyleSheet(text)) out.furniture();
  // Something else under the name of a style sheet: a document like any other.
  else out.content();
  return bytes.length;
}

/** Rules and nothing else: every piece of text is a comment, a selector, an at-rule or a declaration. */
function isStyleSheet(text: string): boolean {
  const bare = text
    .replace(/\/\*[^]*?\*\//g, " ")
    .replace(/"(?:[^"\\\n]|\\[^])*"|'(?:[^'\\\n]|\\[^])*'/g, "s")
    .replace(/url\([^)]*\)/gi, "u");
  let depth = 0;
  for (const piece of bare.matchAll(/([^{};]*)([{};]|$)/g)) {
    const content = (piece[1] ?? "").trim();
    const end = piece[2];
    if (end === "{") {
      if (content.length > 2000) return false;
      depth += 1;
    } else {
      const isDeclaration = content === "" || /^[-\w*$]+\s*:[^]{1,20000}$/.test(content);
      if (
        depth === 0 ? content !== "" && !content.startsWith("@") : !isDeclaration && !content.startsWith("@")
      )
        return false;
      if (end === "}") depth -= 1;
    }
    if (depth < 0) return false;
  }
  return depth === 0;
}
