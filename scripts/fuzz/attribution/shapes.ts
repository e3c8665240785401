import { recording, oneRecording, type Component } from "./components.ts";
import { moment, some, things, whoseIs, type Kit } from "./kit.ts";
import { tableText } from "../../../fixtures/support/text.ts";
import type { Person } from "./people.ts";
import type { Made, Truth, Whose } from "./truth.ts";

/** Ways in which exports say whose something is, other than by a column of a table. */

/** The account once, around records that name nobody. */
export const enclosed: Component = (kit, owner, folder) => {
  const items = some(kit).map(() => ({ ...things(kit), at: moment(kit.random) }));
  const account = { [kit.words.account]: owner.account };
  const value =
    kit.random.next() < 0.5 ? { ...account, items } : { items, exportedAt: moment(kit.random), ...account };
  // The object that names the account is a record itself.
  return [json(kit, `${folder}wishlist.json`, value, items.length + 1, whoseIs(kit, owner))];
};

/** The account in an object of each record. */
export const nested: Component = (kit, owner, folder) => {
  const holder = kit.random.pick(["customer", "owner", "account", "meta"]);
  const items = some(kit).map(() => ({
    ...things(kit),
    [holder]: { [kit.words.account]: owner.account, language: "de" },
  }));
  return [json(kit, `${folder}reviews.json`, { reviews: items }, items.length, whoseIs(kit, owner))];
};

/** A document in a string of each record. */
export const stringified: Component = (kit, owner, folder) => {
  const items = some(kit).map(() => ({
    eventTime: moment(kit.random),
    description: JSON.stringify({ summary: "play", [kit.words.account]: owner.account }),
  }));
  return [json(kit, `${folder}events.json`, items, items.length, whoseIs(kit, owner))];
};

/** The account above the table, in no row of it. */
export const preamble: Component = (kit, owner, folder) => {
  if (kit.isOdd) return [];
  const [order, article, price] = kit.words.things;
  const rows = some(kit, 3, 8).map(() => {
    const cells = things(kit);
    return [String(cells[order]), moment(kit.random), String(cells[article]), String(cells[price])];
  });
  const table = tableText([order, kit.words.time, article, price], rows);
  const head = `Export of ${moment(kit.random).slice(0, 10)}\r\n${kit.words.account}: ${owner.account}\r\n\r\n`;
  return [
    {
      path: `${folder}statement.csv`,
      bytes: Buffer.from(`${head}${table}`, "utf8"),
      truth: records(kit, rows.length, whoseIs(kit, owner)),
      // Whether the lines above are a record of their own is not what this is about.
      isVague: true,
    },
  ];
};

/** Conversations as objects that hold their people and their messages. */
export const threads: Component = (kit, owner, folder) => {
  const friends = whoseIs(kit, owner) === "own" ? kit.friends : kit.strangers.filter((one) => one !== owner);
  const conversations = friends.slice(0, 2).map((friend, index) => ({
    [kit.words.thread]: `conv-${index}-${kit.random.text(8, "0123456789abcdef")}`,
    participants: [{ email: owner.email }, { email: friend.email }],
    messages: some(kit, 2, 5).map((at) => ({
      [kit.words.from]: (at % 2 === 0 ? friend : owner).email,
      [kit.words.time]: moment(kit.random),
      text: "bis morgen",
    })),
  }));
  const whose: Whose = whoseIs(kit, owner) === "own" ? "context" : "stray";
  const made = json(kit, `${folder}chats.json`, { conversations }, conversations.length, whose);
  // Whether conversations or their messages are the records is not settled by the words.
  return [{ ...made, isVague: true }];
};

/** What the owner wrote, with what others say to it; and the list of those they invited. */
export const posts: Component = (kit, owner, folder) => {
  if (!saysUser(kit)) return [];
  const user = kit.random.pick(["user_id", "userId"]);
  const others = whoseIs(kit, owner) === "own" ? kit.friends : kit.strangers;
  const say = (): object => ({ [user]: kit.random.pick(others).account, text: "nice" });
  const items = some(kit, 2, 5).map(() => ({
    [user]: owner.account,
    createdAt: moment(kit.random),
    text: "a day out",
    comments: some(kit, 0, 3).map(say),
    likes: some(kit, 0, 2).map(say),
  }));
  return [json(kit, `${folder}posts.json`, items, items.length, whoseIs(kit, owner))];
};

/** Whether `user_id` may be whoever wrote something: a company's own layout can say that it is always the owner. */
function saysUser({ isOdd, layoutName, words }: Kit): boolean {
  return !isOdd && (layoutName !== "company" || words.account !== "user_id");
}

/** Conversations whose messages name their writers as users. */
export const userMessages: Component = (kit, owner, folder) => {
  if (!saysUser(kit)) return [];
  const isMine = whoseIs(kit, owner) === "own";
  const friends = isMine ? kit.friends : kit.strangers.filter((one) => one !== owner);
  const [friend] = friends;
  if (friend === undefined) return [];
  const writer = (one: Person): object =>
    kit.random.next() < 0.5 ? { user_id: one.account } : { user: { id: one.account, name: one.name } };
  const messages = some(kit, 3, 7).map((index) => ({
    ...writer(index % 2 === 0 ? owner : friend),
    sent_at: moment(kit.random),
    text: "ok",
  }));
  const value = { conversation_id: `conv-${kit.random.text(10, "0123456789abcdef")}`, messages };
  return [json(kit, `${folder}dm.json`, value, messages.length, isMine ? "context" : "stray")];
};

/** Beside each picture a file that names it and its owner. */
export const sidecars: Component = (kit, owner, folder) => {
  const whose = whoseIs(kit, owner);
  return some(kit, 2, 4).flatMap((index): Made[] => {
    const name = `IMG_${1_000 + index}.jpg`;
    const sidecar = {
      [kit.words.account]: owner.account,
      [kit.words.file]: name,
      description: "",
      people: [{ name: "Oma" }],
    };
    return [
      // The elements of a list outside any record are records, too (design, Words).
      json(kit, `${folder}photos/${name}.json`, sidecar, 2, whose),
      oneRecording(kit, `${folder}photos/${name}`, recording(kit, "jpg"), whose),
    ];
  });
};

/** A table in an encoding of an old program. */
export const encoded: Component = (kit, owner, folder) => {
  const { words, random } = kit;
  const isWide = random.next() < 0.5;
  const columns = [words.account, words.time, words.things[1]];
  const rows = some(kit).map(() => [owner.account, moment(random), String(things(kit)[words.things[1]])]);
  const text = tableText(columns, rows, isWide ? "\t" : ";");
  if (!isWide && !/^[\s\x20-\xff]*$/.test(text)) return [];
  const bytes = isWide ? Buffer.from(`\uFEFF${text}`, "utf16le") : Buffer.from(text, "latin1");
  return [
    {
      path: `${folder}export.${isWide ? "txt" : "csv"}`,
      bytes,
      truth: records(kit, rows.length, whoseIs(kit, owner)),
    },
  ];
};

export const SHAPES: readonly Component[] = [
  posts,
  userMessages,
  enclosed,
  nested,
  stringified,
  preamble,
  threads,
  sidecars,
  encoded,
];

function json(kit: Kit, path: string, value: unknown, count: number, whose: Whose): Made {
  return {
    path,
    bytes: Buffer.from(JSON.stringify(value, null, 1), "utf8"),
    truth: records(kit, count, whose),
  };
}

function records({ isOdd }: Kit, count: number, whose: Whose): readonly Truth[] {
  return [{ unit: "record", count, whose, ...(isOdd ? { alone: "unattributed" as const } : {}) }];
}
