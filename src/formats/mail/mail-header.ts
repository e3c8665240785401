import type { FieldPlan, FieldUse } from "../../model/field.ts";
import type { Sink } from "../../model/format.ts";
import { EMAIL } from "../../model/identifier.ts";
import { eachMailbox, type Mailbox } from "./addresses.ts";
import { isoDate } from "./date.ts";
import { decodeWords } from "./encoded-words.ts";
import type { PartFields } from "./part-kind.ts";
import type { Problems } from "./problems.ts";
import type { References } from "../references.ts";

/** Written by the server that put the mail into its last mailbox: Postfix, qmail, Gmail, Dovecot; Fastmail; Yahoo; MDaemon. */
const DELIVERED = new Set([
  "delivered-to",
  "x-delivered-to",
  "x-resolved-to",
  "x-apparently-to",
  "x-mdaemon-deliver-to",
]);

/** The recipient that the sending server named: Postfix, Exim, Kerio and getmail, MDaemon, IMail. It may be an alias. */
const ENVELOPE = new Set(["x-original-to", "envelope-to", "x-envelope-to", "x-mdrcpt-to", "x-rcpt-to"]);

const PARTIES = new Set(
  (
    "from sender reply-to to cc bcc resent-from resent-sender resent-reply-to resent-to resent-cc resent-bcc apparently-to " +
    "mail-followup-to mail-reply-to x-forwarded-to x-forwarded-for x-sender x-authenticated-sender x-google-original-from " +
    "disposition-notification-to return-receipt-to"
  ).split(" "),
);

/** Where a mailing list names itself. */
const LISTS = new Set(["list-post", "list-id", "mailing-list", "x-mailing-list", "x-beenthere"]);

/** Numbers and signatures of programs, and where failures go: a new address for each mail, and nobody's. */
const SILENT =
  /^(?:message-id|references|in-reply-to|mime-version|content-(?!type|disposition|transfer-encoding)|(?:arc|dkim|domainkey|authentication)-|x-google-(?:dkim|smtp)-|x-gmail-labels$|x-gm-message-state$|received-spf$|return-path$|errors-to$|envelope-from$|feedback-id$|list-(?!id$|post$))/;

/** Fields of delivery that are kept until the header ends; no mail goes through so many servers. */
const MAX_DELIVERIES = 64;

/** Different names of fields in one entry; a mailbox of ten years holds some thousand. */
const MAX_NAMES = 16_384;

interface Delivery {
  readonly field: string;
  readonly address: string;
  /** One of several recipients, or declared to be a list: nobody's mailbox. */
  readonly isShared: boolean;
}

/** What the header of one mail says of people. Values go to the record that is open in `out`. */
export class MailHeader {
  readonly #plan: FieldPlan;
  readonly #out: Sink;
  readonly #references: References;
  readonly #problems: Problems;
  readonly #names: Set<string>;
  readonly #deliveries: Delivery[] = [];
  readonly #lists = new Set<string>();
  /** The field that is being reported, for places. */
  field = "";
  /** The field that best says whose the mail is: of its mailbox, or the first that names a person. */
  telling = "";
  readonly content: { type?: string; disposition?: string; transfer?: string } = {};

  /** `names`: those of all mails of the entry so far. */
  constructor(plan: FieldPlan, out: Sink, references: References, problems: Problems, names: Set<string>) {
    this.#names = names;
    this.#plan = plan;
    this.#out = out;
    this.#references = references;
    this.#problems = problems;
  }

  get part(): PartFields {
    const { type, disposition, transfer } = this.content;
    return { type, disposition, transfer };
  }

  /** `where`: `message 17, header To`. */
  take(name: string, value: string, isCut: boolean, where: () => string): void {
    const key = name.toLowerCase();
    this.field = name;
    if (isCut) this.#problems.add("over-limit", `${where()}: longer than what is read of a field`);
    if (value.includes("=?")) this.#out.decoded(decodeWords(value));
    if (DELIVERED.has(key) || ENVELOPE.has(key)) this.#delivery(name, value);
    else if (PARTIES.has(key)) this.#parties(name, value);
    else if (isContent(key)) this.#contentField(key, value, where);
    else this.#other(name, key, value);
  }

  /** Says whose mailbox it lay in, which all fields together tell. */
  end(): void {
    // An address that is cut off names no mailbox; one below it may.
    const own = this.#deliveries.filter(
      ({ address, isShared }) => !isShared && EMAIL.test(address) && !this.#isList(address),
    );
    const last = own.find(({ field }) => DELIVERED.has(field.toLowerCase())) ?? own[0];
    for (const delivery of this.#deliveries) {
      this.field = delivery.field;
      // Servers add their fields on top: those below tell how it came there, through forwarding or an alias.
      if (delivery === last) this.telling = delivery.field;
      this.#value(delivery === last ? delivery.field : "Forwarded-Through", delivery.address);
    }
    this.field = "";
  }

  #delivery(name: string, value: string): void {
    const mailboxes: Mailbox[] = [];
    eachMailbox(value.replace(/^\s*mailing list /i, "list: "), (mailbox) => {
      if (mailbox.address !== "") mailboxes.push(mailbox);
    });
    const isShared = mailboxes.length > 1 || /^\s*(?:mailing list|list-archive@) ?/i.test(value);
    for (const { address } of mailboxes) {
      if (this.#deliveries.length < MAX_DELIVERIES)
        this.#deliveries.push({ field: name, address: withoutPrefix(address), isShared });
      else this.#value("Forwarded-Through", address);
    }
  }

  #parties(name: string, value: string): void {
    eachMailbox(value, (mailbox) => {
      if (this.telling === "") this.telling = name;
      if (mailbox.address !== "") this.#value(name, mailbox.address);
      if (mailbox.name !== "") this.#value("Name", mailbox.name);
    });
  }

  #contentField(key: string, value: string, where: () => string): void {
    const name = key === "content-type" ? "type" : key === "content-disposition" ? "disposition" : "transfer";
    const known = this.content[name];
    if (known === undefined) this.content[name] = value;
    else if (known.trim() !== value.trim())
      this.#problems.add("damaged", `${where()}: given twice, and readers take different ones`);
  }

  #other(name: string, key: string, value: string): void {
    if (key === "received") {
      const address = /\bfor\s+<?([^\s<>;()]{1,320}@[^\s<>;()]{1,320})/.exec(value.slice(0, 4096))?.[1];
      if (address !== undefined) this.#value("Received", address);
    } else if (key === "date") {
      const date = isoDate(value);
      if (date !== undefined) this.#value(name, date);
    } else if (key === "x-gm-thrid") {
      this.#value(name, value.trim());
    } else if (LISTS.has(key)) {
      for (const [address] of value
        .slice(0, 4096)
        .toLowerCase()
        .matchAll(/[^\s<>,;:"()]{1,320}[@.][^\s<>,;:"()]{1,320}/g))
        if (this.#lists.size < MAX_DELIVERIES) this.#lists.add(address);
    } else if (key === "subject" || key === "comments" || key === "keywords" || key === "thread-topic") {
      this.#references.line(decodeWords(value));
    } else if (!SILENT.test(key)) {
      // Whoever sent the mail may have written it.
      const text = decodeWords(value).trim();
      this.#references.field(this.#useOf(name), text);
      // Fields of programs hold addresses that are made for this one mail.
      if (!key.startsWith("x-")) this.#references.addresses("mail", text);
    }
  }

  /** Names that are made up by the thousand share what is said of all unknown ones. */
  #useOf(name: string): FieldUse | undefined {
    if (this.#names.size < MAX_NAMES) this.#names.add(name);
    return this.#plan.use(["mail", this.#names.has(name) ? name : ""]);
  }

  #value(field: string, text: string): void {
    const use = this.#plan.use(["mail", field]);
    if (use !== undefined) this.#out.value(use, text);
  }

  /** A list keeps no mailbox: `users@httpd.apache.org` of the List-Id `<users.httpd.apache.org>`. */
  #isList(address: string): boolean {
    const lower = address.toLowerCase();
    return this.#lists.has(lower) || this.#lists.has(lower.replace("@", "."));
  }
}

function isContent(key: string): boolean {
  return key === "content-type" || key === "content-disposition" || key === "content-transfer-encoding";
}

/** qmail puts the domain before the user of a virtual domain: `example.org-anna@example.org`. */
function withoutPrefix(address: string): string {
  const at = address.lastIndexOf("@");
  const prefix = `${address.slice(at + 1)}-`;
  return at > prefix.length && address.toLowerCase().startsWith(prefix.toLowerCase())
    ? address.slice(prefix.length)
    : address;
}
