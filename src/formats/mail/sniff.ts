import type { Confidence } from "../../model/format.ts";
import { isFieldLine, isFromLine } from "./from-line.ts";

/** Fields that mail and news have, lower case. */
const KNOWN =
  /^(?:received|from|to|cc|bcc|subject|date|message-id|mime-version|return-path|delivered-to|envelope-to|reply-to|sender|content-type|content-transfer-encoding|dkim-signature|authentication-results|arc-[\w-]+|list-[\w-]+|in-reply-to|references|newsgroups|user-agent|importance|thread-index|x-[\w-]+)$/;

/** Fields that nothing else has. */
const CERTAIN =
  /^(?:received|message-id|mime-version|return-path|delivered-to|envelope-to|dkim-signature|arc-seal|authentication-results|in-reply-to|x-original-to|x-gm-thrid|content-transfer-encoding|x-mailer|x-unsent|newsgroups)$/;

const HEAD_BYTES = 16 * 1024;
const MAX_LINES = 300;

/** A mail by its header, a mailbox by its first line and the field below it. */
export function sniffMail(head: Uint8Array, name: string): Confidence {
  const bytes = head.subarray(0, HEAD_BYTES);
  const start = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? 3 : 0;
  const text = Buffer.from(bytes.buffer, bytes.byteOffset + start, bytes.length - start).toString("latin1");
  const lines = text.replace(/^[\r\n]+/, "").split(/\r\n|\n|\r/, MAX_LINES);
  const first = Buffer.from(lines[0] ?? "", "latin1");
  const isMailbox = isFromLine(first, 0, first.length);
  if (isSeparator(lines[0] ?? "", lines[1] ?? "")) return 3;
  const named = /\.(?:eml|mbox|mbx|mht|mhtml|mim|nws)$/i.test(name);
  const { known, certain, onlyFields } = fieldsOf(isMailbox ? lines.slice(1) : lines);
  if (onlyFields && known.size >= 3 && certain) return 3;
  if (onlyFields && known.has("from") && known.size >= 3) return 2;
  // A mailbox or a mail of which the beginning is missing.
  if (lines.some((line, index) => index > 0 && isSeparator(line, lines[index + 1] ?? ""))) return 2;
  const cut = fieldsOf(lines.slice(1));
  if (cut.onlyFields && cut.known.size >= 3 && cut.certain) return 2;
  return named && (isMailbox || known.size > 0) ? 2 : 0;
}

function isSeparator(line: string, next: string): boolean {
  const bytes = Buffer.from(line, "latin1");
  const field = Buffer.from(next, "latin1");
  return isFromLine(bytes, 0, bytes.length) && isFieldLine(field, 0, field.length);
}

function fieldsOf(lines: readonly string[]): {
  readonly known: ReadonlySet<string>;
  readonly certain: boolean;
  readonly onlyFields: boolean;
} {
  const known = new Set<string>();
  let certain = false;
  for (const [index, line] of lines.entries()) {
    if (line.trim() === "") return { known, certain, onlyFields: index > 0 };
    if (/^[ \t]/.test(line) && index > 0) continue;
    const name = /^([!-9;-~]{1,256})[ \t]{0,8}:/.exec(line)?.[1]?.toLowerCase();
    // The head may end within a line.
    if (name === undefined) return { known, certain, onlyFields: index > 0 && index === lines.length - 1 };
    if (KNOWN.test(name)) known.add(name);
    if (CERTAIN.test(name)) certain = true;
  }
  return { known, certain, onlyFields: true };
}
