import { createHash } from "node:crypto";
import { NotInspected } from "../../model/errors.ts";
import type { FieldPlan, FieldUse } from "../../model/field.ts";
import type { ByteSource, Confidence, Format, ReadContext, Sink } from "../../model/format.ts";
import { textOf } from "../archive-in-text.ts";
import { detectEncoding } from "../encoding.ts";
import { eachPiece } from "../long-lines.ts";
import { decodeHead } from "../utf8.ts";
import { readWhole } from "../whole.ts";
import { dateOrderOf, timeOf } from "./dates.ts";
import { headerOf, type Header } from "./header.ts";

/** Bytes of the beginning by which a chat is recognised, and lines of them. */
const HEAD_BYTES = 16 * 1024;
const LINES_LOOKED_AT = 60;
/** Control characters that text may hold. */
const MAX_CONTROLS = 40;

/** Chats that WhatsApp exported as text: one conversation, each message a record with its sender as a party. */
export const whatsappFormat: Format = {
  name: "whatsapp",
  killable: false,
  about: {
    title: "WhatsApp chats (`_chat.txt`, `WhatsApp Chat with ….txt`)",
    recognised:
      "the dates, times and senders that its lines begin with, in the layouts of iOS and of Android; by content alone where senders repeat, otherwise together with the name",
    reads:
      "every message as a record with its sender (number or name) as a party, its time where the order of day and month is certain, and the files it names; the file is one conversation; numbers in what WhatsApp itself says are parties, too",
    leaves:
      "who the sender is whose number is not written: a name counts only where the subject file tells it, and then as that of a party. Times have no zone and are taken for UTC",
    library: null,
  },
  sniff,
  read,
};

/** Words of programs' logs, which look alike: `2020-12-31, 23:59 - INFO: text`. */
const LEVEL = /^(?:trace|debug|info|notice|warn|warning|error|fatal|critical)$/i;

function sniff(head: Uint8Array, name: string): Confidence {
  const text = decodeHead(head.subarray(0, HEAD_BYTES));
  if (text === undefined) return 0;
  const headers: Header[] = [];
  const lines = text.split(/\r\n|\n|\r/, LINES_LOOKED_AT);
  for (const line of lines) {
    const header = headerOf(line);
    // What comes before the first message is not WhatsApp's.
    if (header === undefined && headers.length === 0 && line.trim() !== "") return 0;
    if (header !== undefined) headers.push(header);
  }
  if (headers.length === 0) return 0;
  if (/(?:^|[\\/])_chat(?: ?\(\d+\))?\.txt$|whatsapp/i.test(name)) return 2;
  const senders = headers.flatMap(({ sender }) => (sender === undefined ? [] : [sender]));
  if (senders.some((sender) => LEVEL.test(sender))) return 0;
  const isWritten = headers.every(({ isBracketed, hasSeconds }) => isBracketed || !hasSeconds);
  const repeat = senders.length >= 4 && new Set(senders).size <= senders.length / 2;
  return isWritten && repeat && senders.length >= headers.length / 2 ? 2 : 0;
}

async function read(source: ByteSource, context: ReadContext, out: Sink): Promise<number> {
  const bytes = await readWhole(textOf(source), context.limits.maxWholeBytes);
  const encoding = detectEncoding(bytes.subarray(0, HEAD_BYTES));
  if (encoding === undefined) throw new NotInspected("damaged", "it is text in no known encoding");
  const text = new TextDecoder(encoding).decode(bytes);
  const lines = text.split(/\r\n|\n|\r/);
  const uses = usesOf(context.plan);
  let number = 0;
  out.locate(() => ({ unit: "line", number }));
  const key = createHash("sha256").update(bytes).digest("hex");
  out.content();
  out.openObject();
  if (uses.thread !== undefined) out.value(uses.thread, key);
  out.openList(context.plan.isRecords(["messages"]), false);
  const headers = lines.map(headerOf);
  const order = dateOrderOf(headers.filter((header) => header !== undefined));
  let isOpen = false;
  for (const [index, line] of lines.entries()) {
    const header = headers[index];
    if (header === undefined) {
      if (!isOpen) number = index + 1;
      reportText(line, isOpen ? uses : undefined, out);
      continue;
    }
    if (isOpen) out.closeObject();
    number = index + 1;
    out.openObject();
    isOpen = true;
    reportHeader(header, order === undefined ? undefined : timeOf(header, order), uses, out);
    reportText(header.text, uses, out);
  }
  if (isOpen) out.closeObject();
  out.closeList();
  out.closeObject();
  // eslint-disable-next-line no-control-regex -- these are the characters that tell binary data from text
  const controls = text.match(/[\u0000-\u0008\u000e-\u001a\u001c-\u001f\u007f]/g)?.length ?? 0;
  if (controls > MAX_CONTROLS) throw new NotInspected("damaged", "bytes in it are no text");
  return bytes.length;
}

interface Uses {
  readonly thread: FieldUse | undefined;
  readonly sender: FieldUse | undefined;
  readonly senderName: FieldUse | undefined;
  readonly time: FieldUse | undefined;
  readonly attachment: FieldUse | undefined;
  readonly text: FieldUse | undefined;
}

function usesOf(plan: FieldPlan): Uses {
  const of = (field: string): FieldUse | undefined => plan.use(["messages", "[]", field]);
  return {
    thread: plan.use(["chat id"]),
    sender: of("sender"),
    senderName: plan.use(["whatsapp", "sender"]),
    time: of("time"),
    attachment: of("attachment"),
    text: of("text"),
  };
}

/** A number with its country, as WhatsApp writes those that are in no address book. */
const PHONE = /^\+\d[\d\s\u00a0\u202f().-]{5,24}$/;
const PHONES = /\+\d[\d\u00a0\u202f ().-]{5,24}\d/g;

function reportHeader(header: Header, time: string | undefined, uses: Uses, out: Sink): void {
  const { sender, text } = header;
  if (sender !== undefined) {
    const use = PHONE.test(sender) ? uses.sender : uses.senderName;
    if (use !== undefined) out.value(use, sender);
  } else if (uses.sender !== undefined) {
    for (const [phone] of text.matchAll(PHONES)) out.value(uses.sender, phone);
  }
  if (time !== undefined && uses.time !== undefined) out.value(uses.time, time);
}

/** `<attached: 00000012-PHOTO.jpg>` in any language. */
const ATTACHED = /<[^<>:\n]{1,40}: ?([^<>\\/:\n]{1,200}\.[A-Za-z\d]{1,5})>/;
/** `IMG-20201231-WA0001.jpg (file attached)` in any language. */
const FILE_ATTACHED = /^([^<>\\/:|"\n]{1,200}\.[A-Za-z\d]{2,5}) \([^()\n]{3,60}\)$/;

function reportText(line: string, uses: Uses | undefined, out: Sink): void {
  if (line.trim() === "") return;
  eachPiece(line, (piece) => {
    if (uses === undefined) out.text(piece);
    else if (uses.text !== undefined) out.value(uses.text, piece);
  });
  if (uses?.attachment === undefined) return;
  const file = ATTACHED.exec(line.slice(0, 512))?.[1] ?? FILE_ATTACHED.exec(line.slice(0, 512))?.[1];
  if (file !== undefined) out.value(uses.attachment, file);
}
