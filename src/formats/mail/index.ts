import { NotInspected } from "../../model/errors.ts";
import type { ByteSource, Format, ReadContext, Sink } from "../../model/format.ts";
import { archiveAt } from "../archive-in-text.ts";
import { LineCutter } from "./lines.ts";
import { sniffMail } from "./sniff.ts";

/** Mail (EML, MHTML) and mailboxes (MBOX): headers, text, attachments. */
export const mailFormat: Format = {
  name: "mail",
  killable: false,
  about: {
    title: "Mail (EML, MHTML) and mailboxes (MBOX)",
    recognised:
      "a header with at least three fields of mail, one of which nothing else has; a mailbox by a line `From …` with a date and a field below it",
    reads:
      "each message is a record; whose mailbox it lay in (`Delivered-To` and its like, the last server's), the people in its address fields, date, Gmail's thread; encoded words, parameters in pieces, text and HTML in base64 or quoted-printable and any charset, as references only; attachments, mails in the mail and files in uuencode as entries of their own",
    leaves:
      "encrypted mail (S/MIME, PGP): its header is read, the entry is `encrypted`; files in yEnc or BinHex within a text, unknown encodings: `unsupported-format`; a mail that ends before its last part does, a mailbox in which the header of a message stands in the text of another: `damaged`. `Content-Length` is not believed",
    library: null,
  },
  sniff: sniffMail,
  read: readMail,
};

const LF = 0x0a;
const CR = 0x0d;
const HEAD_BYTES = 4096;

async function readMail(source: ByteSource, context: ReadContext, out: Sink): Promise<number> {
  // Loaded when the first mail is met.
  const { MessageReader } = await import("./message-reader.ts");
  const reader = new MessageReader(context, out);
  let cutter: LineCutter | undefined;
  let rest: Buffer = Buffer.alloc(0);
  /** Where an archive may begin, in the buffer at hand. */
  let archive = -1;
  /** Offset in the entry of an archive that follows the mail. */
  let end: number | undefined;
  const start = (buffer: Buffer): LineCutter => {
    const mark = buffer[0] === 0xef && buffer[1] === 0xbb && buffer[2] === 0xbf ? 3 : 0;
    rest = buffer.subarray(mark);
    const isOldMac = !buffer.includes(LF) && buffer.includes(CR);
    return new LineCutter(
      (line) => {
        while (archive >= 0 && archive < line.to) {
          // Within a file that is not encoded it is the file's own.
          if (archive >= line.from && !reader.isInBinary) {
            end = line.offset + archive - line.from;
            if (archive > line.from) reader.take({ ...line, to: archive, isEnd: true, next: end });
            return false;
          }
          archive = archiveAt(line.bytes, Math.max(archive + 1, line.from));
        }
        reader.take(line);
        return true;
      },
      isOldMac,
      mark,
    );
  };
  const push = (isLast: boolean): void => {
    if (cutter === undefined) return;
    archive = archiveAt(rest, 0);
    rest = rest.subarray(cutter.push(rest, isLast));
  };
  for await (const chunk of source.chunks()) {
    const bytes = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.length);
    rest = rest.length === 0 ? bytes : Buffer.concat([rest, bytes]);
    if (cutter === undefined && rest.length >= HEAD_BYTES) cutter = start(rest);
    push(false);
    if (cutter?.isStopped === true) break;
    // Chunks are only valid until the next one is asked for.
    rest = Buffer.from(rest);
  }
  cutter ??= start(rest);
  if (!cutter.isStopped) push(true);
  const consumed = end ?? cutter.offset;
  reader.end(consumed);
  reader.problems.say(consumed);
  if (consumed === 0) throw new NotInspected("unknown-format", "its bytes are no mail");
  return consumed;
}
