import { decodeWords } from "./encoded-words.ts";

/** A mailbox of an address list; either part may be empty, not both. */
export interface Mailbox {
  readonly name: string;
  readonly address: string;
}

/** Comments in comments that are followed. */
const MAX_COMMENT_DEPTH = 32;

/**
 * Every mailbox of an address list (RFC 5322, and what programs write instead): names, groups, comments, quoted strings,
 * encoded words. `text` holds a character for each byte. `give` is called for each one.
 */
export function eachMailbox(text: string, give: (mailbox: Mailbox) => void): void {
  let phrase = "";
  let comment = "";
  let angle: string | undefined;
  // What opens and never closes is a character as any other; it is looked for once.
  const unclosed = new Set<string>();
  const closing = (opening: string, find: () => number): number => {
    const close = unclosed.has(opening) ? -1 : find();
    if (close < 0) unclosed.add(opening);
    return close;
  };
  const end = (): void => {
    const mailbox = mailboxOf(phrase, angle, comment);
    if (mailbox !== undefined) give(mailbox);
    phrase = "";
    comment = "";
    angle = undefined;
  };
  for (let at = 0; at < text.length; at += 1) {
    const character = text[at] ?? "";
    const from = at;
    let close = -1;
    if (character === '"') close = closing('"', () => endOfQuoted(text, from));
    else if (character === "(") close = closing("(", () => endOfComment(text, from));
    else if (character === "<") close = closing("<", () => text.indexOf(">", from));
    if (close >= 0) {
      const inside = text.slice(at + 1, close);
      // A list without commas: `A <a@example.org> B <b@example.org>`.
      if (character !== "(" && angle !== undefined) end();
      if (character === '"') phrase += inside.replace(/\\(.)/gs, "$1");
      else if (character === "(") comment += inside;
      else angle = inside;
      at = close;
    } else if (character === "," || character === ";") {
      end();
    } else if (character === ":" && angle === undefined && !/@|=\?/.test(phrase)) {
      // The name of a group says nothing of a person; `mailto:` is written by some programs.
      phrase = "";
    } else {
      if (angle !== undefined && character.trim() !== "") end();
      phrase += character;
    }
  }
  end();
}

function mailboxOf(phrase: string, angle: string | undefined, comment: string): Mailbox | undefined {
  const words = decodeWords(phrase).replace(/\s+/g, " ").trim();
  if (angle !== undefined) {
    const address = bareAddress(decodeWords(angle));
    return address === "" && words === "" ? undefined : { name: words, address };
  }
  if (words.includes("@")) {
    const name = decodeWords(comment).replace(/\s+/g, " ").trim();
    // `anna at home anna@example.org` without brackets: the word with the sign is the address.
    const address = words.split(" ").find((word) => word.includes("@")) ?? "";
    return { name, address: bareAddress(address) };
  }
  return words === "" ? undefined : { name: words, address: "" };
}

/** Without a route (`@a,@b:c@example.org`), quotes around it and white space in it. */
function bareAddress(text: string): string {
  return text
    .replace(/\s+/g, "")
    .replace(/^(?:mailto|smtp):/i, "")
    .replace(/^@[^:]*:/, "")
    .replace(/^['"]+|['"]+$/g, "");
}

function endOfQuoted(text: string, from: number): number {
  for (let at = from + 1; at < text.length; at += 1) {
    if (text[at] === "\\") at += 1;
    else if (text[at] === '"') return at;
  }
  return -1;
}

function endOfComment(text: string, from: number): number {
  let depth = 0;
  for (let at = from; at < text.length; at += 1) {
    const character = text[at];
    if (character === "\\") at += 1;
    else if (character === "(" && depth < MAX_COMMENT_DEPTH) depth += 1;
    else if (character === ")" && --depth === 0) return at;
  }
  return -1;
}
