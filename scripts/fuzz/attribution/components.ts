import { createHash } from "node:crypto";
import { calendarText } from "../../../fixtures/support/calendar.ts";
import { mailboxText, mailText, type FixtureMail } from "../../../fixtures/support/mail.ts";
import { mp4 } from "../../../fixtures/support/mp4.ts";
import { emptyJpeg } from "../../../fixtures/support/pictures.ts";
import { mp3WithId3 } from "../../../fixtures/support/tagged-audio.ts";
import { shortWav } from "../../../fixtures/support/wav.ts";
import {
  moment,
  some,
  STRUCTURED,
  table,
  thingColumns,
  things,
  whoseIs,
  type Kit,
  type RowMade,
} from "./kit.ts";
import type { Person } from "./people.ts";
import type { Made, Whose } from "./truth.ts";

/** Files of one kind about one person, as one service of a provider delivers them. */
export type Component = (kit: Kit, owner: Person, folder: string) => readonly Made[];

export const orders: Component = (kit, owner, folder) => {
  const { random, words } = kit;
  const columns = [words.account, words.time, ...thingColumns(kit, random.whole(2, 5))];
  const rows = some(kit).map((): RowMade => ({
    cells: { ...things(kit), [words.account]: owner.account, [words.time]: moment(random) },
    whose: whoseIs(kit, owner),
  }));
  return [table(kit, `${folder}orders`, columns, rows)];
};

export const sessions: Component = (kit, owner, folder) => {
  const { random, words } = kit;
  const rows = some(kit, 3, 14).map((): RowMade => ({
    cells: {
      [words.time]: moment(random),
      ip: `192.0.2.${random.whole(1, 254)}`,
      "user agent": "Mozilla/5.0 (X11; Linux x86_64)",
      [words.account]: owner.account,
    },
    whose: whoseIs(kit, owner),
  }));
  return [table(kit, `${folder}logins`, [words.time, "ip", "user agent", words.account], rows)];
};

/** One object with everything that is known of the person. */
export const profile: Component = (kit, owner, folder) => {
  const { random, words } = kit;
  const data = {
    [words.account]: owner.account,
    [words.email]: owner.email,
    ...(random.next() < 0.5 ? { [words.phone]: owner.phone } : {}),
    address: { street: "Lindenweg 4", city: "Bonn", country: "DE" },
    since: moment(random, "2012-01-01", "2020-01-01").slice(0, 10),
  };
  const json = random.next() < 0.3 ? { profile: data } : data;
  return [
    {
      path: `${folder}profile.json`,
      bytes: Buffer.from(JSON.stringify(json, null, 2)),
      truth: [oneRecord(kit, whoseIs(kit, owner))],
    },
  ];
};

/** Rows that only a device stands in. */
export const usage: Component = (kit, owner, folder) => {
  const { random, words } = kit;
  kit.told.devices.add(kit.subject.device);
  const rows = some(kit, 3, 12).map((): RowMade => ({
    cells: {
      [words.device]: owner.device,
      [words.time]: moment(random),
      event: random.pick(["on", "off", "wake word"]),
    },
    whose: whoseIs(kit, owner),
  }));
  return [table(kit, `${folder}usage`, [words.time, words.device, "event"], rows)];
};

/** Recordings with a table that names each of them. */
export const recordings: Component = (kit, owner, folder) => {
  const { random, words } = kit;
  const kind = random.pick(["wav", "wav", "mp3", "mp4", "jpg"]);
  const whose = whoseIs(kit, owner);
  const files = some(kit, 2, 5).map((index) => ({
    name: `${kind === "jpg" ? "IMG" : "rec"}_${String(index + 1).padStart(4, "0")}.${kind}`,
    bytes: recording(kit, kind),
  }));
  const hasDigest = random.next() < 0.4;
  const rows = files.map(({ name, bytes }): RowMade => ({
    cells: {
      [words.account]: owner.account,
      [words.time]: moment(random),
      [words.file]: name,
      [words.sha256]: createHash("sha256").update(bytes).digest("hex"),
    },
    whose,
  }));
  const columns = [words.file, words.account, words.time, ...(hasDigest ? [words.sha256] : [])];
  return [
    table(kit, `${folder}recordings/index`, columns, rows),
    ...files.map(({ name, bytes }) => oneRecording(kit, `${folder}recordings/${name}`, bytes, whose)),
  ];
};

export function recording(kit: Kit, kind: string): Uint8Array {
  const { random } = kit;
  switch (kind) {
    case "mp3":
      return mp3WithId3({ Software: `Recorder ${random.whole(1, 9)}.${random.whole(0, 99_999)}` });
    case "mp4":
      return mp4(random);
    case "jpg":
      return emptyJpeg();
    default:
      return shortWav(random.whole(1, 1_000_000));
  }
}

/** One recording that a row of a table names, or nothing does. */
export function oneRecording(kit: Kit, path: string, bytes: Uint8Array, whose: Whose): Made {
  return {
    path,
    bytes,
    truth: [{ unit: "recording", count: 1, whose, ...(kit.isOdd ? { alone: "unattributed" as const } : {}) }],
  };
}

function oneRecord(kit: Kit, whose: Whose): Made["truth"][number] {
  return { unit: "record", count: 1, whose, ...(kit.isOdd ? { alone: "unattributed" as const } : {}) };
}

/** How the people of a conversation are called in it. */
export function callBy(kit: Kit): (one: Person) => string {
  if (kit.random.next() < 0.5) return ({ email }) => email;
  if (kit.random.next() < 0.3) {
    kit.told.phones = true;
    return ({ phone }) => phone;
  }
  return ({ account }) => account;
}

/** A conversation among `people`, each message with whoever sent it and to whom. */
export function conversation(
  kit: Kit,
  people: readonly [Person, Person, ...Person[]],
  folder: string,
  name: string,
): Made {
  const { random, words } = kit;
  const isAmong = people.some((one) => whoseIs(kit, one) === "own");
  const called = callBy(kit);
  const isGroup = people.length > 2;
  const thread = `t-${random.text(12, "0123456789abcdef")}`;
  const rows = some(kit, 3, 9).map((index): RowMade => {
    // The subject writes the first message, so that the thread has them.
    const from = index < people.length ? (people[index] ?? people[0]) : random.pick(people);
    const to = random.pick(people.filter((one) => one !== from) as [Person, ...Person[]]);
    return {
      cells: {
        [words.thread]: thread,
        [words.from]: called(from),
        ...(isGroup ? {} : { [words.to]: called(to) }),
        [words.time]: moment(random),
        text: random.pick(["bis morgen", "ok", "Where is it?", "merci !", "on my way"]),
      },
      whose: isAmong ? "context" : "stray",
    };
  });
  const columns = [words.thread, words.time, words.from, ...(isGroup ? [] : [words.to]), "text"];
  return table(kit, `${folder}${name}`, columns, rows, STRUCTURED);
}

export const messages: Component = (kit, owner, folder) => {
  const [friend, second] =
    whoseIs(kit, owner) === "own" ? kit.friends : kit.strangers.filter((one) => one !== owner);
  if (friend === undefined || second === undefined) return [];
  const people: readonly [Person, Person, ...Person[]] =
    kit.random.next() < 0.5 ? [owner, friend] : [owner, friend, second];
  return [conversation(kit, people, `${folder}messages/`, "thread-1")];
};

/** A mailbox: what was delivered to the owner, and what they sent. */
export const mailbox: Component = (kit, owner, folder) => {
  const { random } = kit;
  const [friend, second] = kit.friends;
  const delivered = some(kit, 2, 5).map((index): FixtureMail => ({
    deliveredTo: owner.email,
    from: random.pick([friend.email, "news@shop.example", "no-reply@service.example"]),
    to: index === 0 ? `${owner.email}, ${second.email}` : owner.email,
    thread: `16${random.text(17, "0123456789")}`,
    body: ["Hello,", "", "see you soon."],
  }));
  const sent: FixtureMail = {
    from: owner.email,
    to: friend.email,
    thread: `16${random.text(17, "0123456789")}`,
    body: ["bis morgen"],
  };
  const whose = whoseIs(kit, owner);
  const isMine = whose === "own";
  const truth = (count: number, what: Whose): Made["truth"][number] => ({
    unit: "record",
    count,
    whose: what,
  });
  if (random.next() < 0.3) {
    return delivered.map((mail, index) => ({
      path: `${folder}Mail/${index + 1}.eml`,
      bytes: Buffer.from(mailText(mail)),
      truth: [truth(1, whose)],
    }));
  }
  const mails = isMine ? [...delivered, sent] : delivered;
  return [
    {
      path: `${folder}Mail/Inbox.mbox`,
      bytes: Buffer.from(mailboxText(mails)),
      truth: [truth(delivered.length, whose), ...(isMine ? [truth(1, "context")] : [])],
    },
  ];
};

/** A calendar that is called by its owner's address. */
export const calendar: Component = (kit, owner, folder) => {
  const [friend, second] = kit.friends;
  const events = some(kit, 2, 5).map((index) => [
    `SUMMARY:Termin ${index}`,
    ...(index % 2 === 0
      ? [
          `ORGANIZER;CN=${friend.name}:mailto:${friend.email}`,
          `ATTENDEE;CN=x:mailto:${second.email}`,
          `ATTENDEE:mailto:${owner.email}`,
        ]
      : []),
  ]);
  return [
    {
      path: `${folder}Calendar/${kit.random.pick(["Kalender", "calendar", "home"])}.ics`,
      bytes: Buffer.from(calendarText(owner.email, events)),
      // The calendar names its owner outside its events, so it is a record itself.
      truth: [{ unit: "record", count: events.length + 1, whose: whoseIs(kit, owner) }],
    },
  ];
};

/** Cards of people whom the owner knows; whose book it is stands nowhere. */
export function contacts(kit: Kit, folder: string, whose: Whose): Made {
  const cards = kit.friends.map(({ name, email, phone }) =>
    [
      "BEGIN:VCARD",
      "VERSION:3.0",
      `FN:${name}`,
      `EMAIL;TYPE=INTERNET:${email}`,
      `TEL;TYPE=CELL:${phone}`,
      "END:VCARD",
      "",
    ].join("\r\n"),
  );
  return {
    path: `${folder}contacts.vcf`,
    bytes: Buffer.from(cards.join("")),
    truth: [{ unit: "record", count: cards.length, whose, alone: "unattributed" }],
  };
}

/** Rows that name nobody. */
export function activity(kit: Kit, folder: string, whose: Whose): Made {
  const { random } = kit;
  const rows = some(kit).map((): RowMade => ({
    cells: { query: random.pick(["weather", "bike repair", "wanderschuhe 39"]), clicked: random.whole(0, 5) },
    whose,
    alone: "unattributed",
  }));
  return table(kit, `${folder}activity/searches`, ["query", "clicked"], rows, STRUCTURED);
}

/** A bill as a document: the line with the customer's number is its record. */
export const invoice: Component = (kit, owner, folder) => {
  if (kit.isOdd) return [];
  const { random, words } = kit;
  const rows = [{ cells: { [words.account]: owner.account }, whose: whoseIs(kit, owner) }];
  const number = `R-${random.whole(1_000, 9_999)}`;
  return [table(kit, `${folder}invoices/${number}`, [words.account], rows, ["lines", "pdf"])];
};

/** What any provider's services deliver: each record says whose it is. */
export const COMPONENTS: readonly Component[] = [
  orders,
  orders,
  sessions,
  profile,
  usage,
  recordings,
  recordings,
  messages,
  mailbox,
  calendar,
  invoice,
];
/** Of these at least one record says itself, by an identifier that is told, whose it is. */
export const FIRM: readonly [Component, ...Component[]] = [orders, sessions, profile, recordings];
