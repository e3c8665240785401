import { calendarText } from "../../../fixtures/support/calendar.ts";
import { mailboxText, type FixtureMail } from "../../../fixtures/support/mail.ts";
import { activity, callBy, contacts, conversation } from "./components.ts";
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
import { adding, type Variant } from "./variant.ts";

/** M3 to M7 and M16: whose a device, a profile, a household, a conversation is. */
export const OWNERSHIP: readonly Variant[] = [
  adding("M3", "a device that is not the subject's, under their account", true, (kit) => [
    devices(kit, kit.strangers[0], 2),
  ]),
  adding("M3", "twin: devices of the subject under their account", false, (kit) => [
    devices(kit, kit.strangers[0], 0),
  ]),

  adding("M4", "a device after it was sold", true, (kit) => [soldDevice(kit, 3)]),
  adding("M4", "a device before it was bought", true, (kit) => [soldDevice(kit, 3, true)]),
  adding("M4", "twin: a device that was sold, from when it was theirs", false, (kit) => [soldDevice(kit, 0)]),
  adding("M4", "a device on the day after it was sold", true, (kit) => [borderDevice(kit)]),

  adding("M5", "a profile that may not be released", true, (kit) => [profiles(kit, false)]),
  adding("M5", "a household they left", true, (kit) => [household(kit, kit.strangers[0])]),
  adding("M5", "twin: a member of the household who is listed", false, (kit) => [profiles(kit, true)]),
  adding("M5", "twin: their household", false, (kit) => [household(kit, kit.subject)]),

  adding("M6", "a conversation of others", true, (kit) => [
    conversation(kit, [kit.strangers[0], kit.strangers[1]], "more/messages/", "inbox-2"),
  ]),
  adding("M6", "groups that the subject is no member of", true, (kit) => [
    conversation(kit, kit.strangers, "more/messages/", "group-7"),
    conversation(kit, [kit.strangers[1], kit.strangers[2]], "more/messages/", "group-8"),
  ]),
  adding("M6", "mail of others", true, (kit) => [mails(kit, kit.strangers[0], [plainMail])]),
  adding("M6", "folders of conversations of others", true, (kit) => chatFolders(kit, kit.strangers), [
    "company",
  ]),
  adding("M6", "twin: a group chat", false, (kit) => [
    conversation(kit, [kit.subject, ...kit.friends], "more/messages/", "group-7"),
  ]),
  adding(
    "M6",
    "twin: folders of conversations",
    false,
    (kit) => chatFolders(kit, [kit.subject, ...kit.friends]),
    ["company"],
  ),
  adding("M6", "twin: mailing lists and forwarded mail", false, (kit) => [
    mails(kit, kit.subject, [listMail, forwardedMail, ccMail]),
  ]),

  adding("M7", "attributes from another profile", true, (kit) => [attributes(kit, [kit.strangers[0]])]),
  adding("M7", "twin: attributes from the subject's profiles", false, (kit) => [attributes(kit, [])]),
  adding("M7", "twin: contacts of the account", false, (kit) => [contacts(kit, "more/", "context")], [
    "company",
  ]),

  adding("M16", "what the other side of a conversation has", true, (kit) => [partnerOrders(kit)]),
  adding("M16", "twin: a chat", false, (kit) => [
    conversation(kit, [kit.subject, kit.friends[0]], "more/messages/", "inbox-2"),
  ]),
  adding("M16", "twin: the support desk", false, (kit) => [support(kit)]),
  adding("M16", "twin: gifts for others", false, (kit) => [gifts(kit)]),
  adding("M16", "twin: a shared calendar", false, (kit) => [sharedCalendar(kit)]),
  adding("M16", "twin: activity in an account", false, (kit) => [activity(kit, "more/", "own")], ["company"]),
];

function devices(kit: Kit, stranger: Person, strays: number): Made {
  const { words, random, subject } = kit;
  kit.told.devices.add(subject.device);
  const rows = some(kit, 5, 9).map((index): RowMade => {
    const device =
      index < strays ? stranger.device : random.pick([subject.device, subject.device.toLowerCase(), "n/a"]);
    return {
      cells: {
        [words.account]: subject.account,
        [words.device]: device,
        [words.time]: moment(random),
        event: "start",
      },
      // Mine as the account, foreign as what made it: both are owners, the lower rank never clears the higher.
      whose: index < strays ? "conflict" : "own",
    };
  });
  return table(kit, "more/starts", [words.time, words.account, words.device, "event"], rows);
}

function soldDevice(kit: Kit, strays: number, before = false): Made {
  const { words, random } = kit;
  const device = kit.member.device;
  kit.told.devices.add(`{ id: ${device}, ${before ? "from" : "until"}: 2025-09-30 }`);
  const [theirs, others] = before
    ? [
        ["2025-10-03", "2026-06-30"],
        ["2025-01-01", "2025-09-26"],
      ]
    : [
        ["2025-01-01", "2025-09-28"],
        ["2025-10-04", "2026-06-30"],
      ];
  const row = (days: readonly string[] | undefined, whose: Whose): RowMade => ({
    cells: { [words.device]: device, [words.time]: moment(random, days?.[0], days?.[1]), event: "wake word" },
    whose,
  });
  const rows = [
    ...some(kit, 4, 8).map(() => row(theirs, "own")),
    ...some(kit, strays, strays).map(() => row(others, "stray")),
  ];
  return table(kit, "more/usage", [words.time, words.device, "event"], rows);
}

function borderDevice(kit: Kit): Made {
  const { words } = kit;
  const device = kit.member.device;
  kit.told.devices.add(`{ id: ${device}, until: 2025-09-30 }`);
  const rows = ["2025-10-01T08:00:00Z", "2025-10-01T19:30:00Z"].map((time): RowMade => ({
    cells: { [words.time]: time, [words.device]: device, event: "wake word" },
    whose: "unattributed",
  }));
  return table(kit, "more/usage", [words.time, words.device, "event"], rows);
}

/** What several people of one account watched. */
function profiles(kit: Kit, isListed: boolean): Made {
  const { words, random, subject, member } = kit;
  kit.told.people.add(subject.profile);
  if (isListed) kit.told.people.add(member.profile);
  const rows = some(kit, 4, 9).map((index): RowMade => {
    const who = index % 2 === 0 ? subject : member;
    return {
      cells: {
        [words.account]: subject.account,
        [words.person]: who.profile,
        [words.time]: moment(random),
        title: "A film",
      },
      whose: who === subject || isListed ? "own" : "unattributed",
    };
  });
  return table(kit, "more/viewing", [words.account, words.person, words.time, "title"], rows);
}

function household(kit: Kit, owner: Person): Made {
  const { words, random, subject } = kit;
  kit.told.households.add(subject.household);
  const rows = some(kit, 3, 7).map((): RowMade => ({
    cells: { [words.household]: owner.household, [words.time]: moment(random), celsius: "20.5" },
    whose: whoseIs(kit, owner),
  }));
  return table(kit, "more/thermostat", [words.time, words.household, "celsius"], rows);
}

/** A folder for each conversation, a file for each day; some files hold only what others wrote. */
function chatFolders(kit: Kit, people: readonly Person[]): readonly Made[] {
  const called = callBy(kit);
  const thread = kit.random.text(10, "0123456789abcdef");
  const isAmong = people.includes(kit.subject);
  return people.slice(0, 3).map((writer, day) => {
    const records = some(kit, 1, 4).map(() => ({
      writer: called(writer),
      text: "ok",
      at: moment(kit.random),
    }));
    return {
      path: `chats/${thread}/${day + 1}.json`,
      bytes: Buffer.from(JSON.stringify(records)),
      truth: [
        {
          unit: "record",
          count: records.length,
          whose: isAmong ? "context" : "stray",
          alone: "unattributed",
        },
      ],
    };
  });
}

type MakeMail = (kit: Kit, owner: Person) => FixtureMail;

const plainMail: MakeMail = (kit, owner) => ({
  deliveredTo: owner.email,
  from: kit.strangers[1].email,
  to: owner.email,
  thread: `16${kit.random.text(17, "0123456789")}`,
  body: ["see you"],
});

const listMail: MakeMail = (kit, owner) => ({
  ...plainMail(kit, owner),
  from: kit.friends[0].email,
  to: "garden@lists.example",
  fields: ["List-Id: <garden.lists.example>", "Precedence: list"],
  body: [`${kit.friends[1].email} wrote:`, "> see you in the garden"],
});

const forwardedMail: MakeMail = (kit, owner) => ({
  ...plainMail(kit, owner),
  from: kit.friends[0].email,
  to: owner.email,
  body: [
    "---------- Forwarded message ---------",
    `From: ${kit.friends[1].email}`,
    `To: ${kit.friends[0].email}`,
    "",
    "hello",
  ],
});

const ccMail: MakeMail = (kit, owner) => ({
  ...plainMail(kit, owner),
  from: kit.friends[2].email,
  to: kit.friends.map(({ email }) => email).join(", "),
  fields: [`Cc: ${owner.email}`],
});

function mails(kit: Kit, owner: Person, kinds: readonly MakeMail[]): Made {
  const made = some(kit, 3, 5).map((index) => (kinds[index % kinds.length] ?? plainMail)(kit, owner));
  return {
    path: "more/Mail/All.mbox",
    bytes: Buffer.from(mailboxText(made)),
    truth: [{ unit: "record", count: made.length, whose: whoseIs(kit, owner) }],
  };
}

/** What is known of the person, each line with the account it was taken from. */
function attributes(kit: Kit, others: readonly Person[]): Made {
  const { words, subject } = kit;
  const rows = [subject, ...others].flatMap((source) =>
    ["language", "city", "segment"].map((attribute): RowMade => ({
      cells: { [words.account]: source.account, attribute, value: kit.random.pick(["de", "Bonn", "A3"]) },
      whose: whoseIs(kit, source),
    })),
  );
  return table(kit, "more/attributes", [words.account, "attribute", "value"], rows);
}

/** The friend's own purchases: that they write with the subject gives nobody their orders. */
function partnerOrders(kit: Kit): Made {
  const { words, random, friends } = kit;
  const rows = some(kit, 2, 5).map((): RowMade => ({
    cells: { ...things(kit), [words.account]: friends[0].account, [words.time]: moment(random) },
    whose: "stray",
  }));
  return table(kit, "more/purchases-2", [words.account, words.time, ...thingColumns(kit, 3)], rows);
}

/** Messages with people of the company, who have names of their own kind. */
function support(kit: Kit): Made {
  const { words, random, subject } = kit;
  const desk = "support@acme.example";
  const byMail = random.next() < 0.5;
  kit.told.policy = `system: [{ email: ${desk}, reason: support desk }]\n`;
  const rows = some(kit, 4, 8).map((index): RowMade => ({
    cells: {
      [words.thread]: "ticket-77310042",
      [words.from]:
        index % 2 === 0
          ? byMail
            ? subject.email
            : subject.account
          : random.pick(byMail ? [desk] : ["agent-17", "agent-04"]),
      [words.time]: moment(random),
      text: "about your order",
    },
    whose: "context",
  }));
  return table(kit, "more/tickets", [words.thread, words.from, words.time, "text"], rows, STRUCTURED);
}

function gifts(kit: Kit): Made {
  const { words, random, subject, friends } = kit;
  const rows = some(kit, 3, 6).map((): RowMade => ({
    cells: {
      ...things(kit),
      [words.account]: subject.account,
      [words.time]: moment(random),
      "recipient email": random.pick(friends).email,
      "gift recipient": random.pick(friends).name,
    },
    whose: "own",
  }));
  return table(
    kit,
    "more/gifts",
    [words.account, words.time, ...thingColumns(kit, 2), "recipient email", "gift recipient"],
    rows,
  );
}

/** A family's calendar: others write into it, it is called by the subject's address. */
function sharedCalendar(kit: Kit): Made {
  const { subject, friends } = kit;
  const events = friends.map(({ email, name }) => [
    "SUMMARY:Dentist",
    `ORGANIZER;CN=${name}:mailto:${email}`,
    `ATTENDEE:mailto:${kit.member.email}`,
  ]);
  return {
    path: "more/Family.ics",
    bytes: Buffer.from(calendarText(subject.email, events)),
    truth: [{ unit: "record", count: events.length + 1, whose: "own" }],
  };
}
