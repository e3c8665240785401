import type { ByteSource, Confidence, Format, ReadContext, Sink } from "../../model/format.ts";
import { decodeHead } from "../utf8.ts";
import { CardReader } from "./card-reader.ts";
import { readProperties } from "./content-lines.ts";

/** Address books: vCard 2.1, 3.0 and 4.0. */
export const vcardFormat: Format = {
  name: "vcard",
  killable: false,
  about: {
    title: "Address books (vCard 2.1, 3.0, 4.0)",
    recognised: "`BEGIN:VCARD` at its start",
    reads:
      "each card is a record; its e-mail addresses, phone numbers and names are those of a party, since an address book is full of other people; notes as references; pictures, sounds and keys within a card as entries of their own. Folded lines, quoted-printable, UTF-16 and 8-bit text",
    leaves: "a card without an end: `damaged`. Addresses, organisations and dates of birth name nobody here",
    library: null,
  },
  sniff(head: Uint8Array): Confidence {
    const text = decodeHead(head.subarray(0, 1024)) ?? "";
    return /^\ufeff?\s{0,64}BEGIN:VCARD\s/i.test(text) ? 3 : 0;
  },
  async read(source: ByteSource, context: ReadContext, out: Sink): Promise<number> {
    const reader = new CardReader(context, out);
    const consumed = await readProperties(source, reader).finally(() => reader.end());
    reader.problems.say(consumed);
    return consumed;
  },
};
