import fc from "fast-check";
import { expect, test } from "vitest";
import { findFormat } from "../../src/formats/index.ts";
import { dateOrderOf, timeOf } from "../../src/formats/whatsapp/dates.ts";
import { headerOf, type Header } from "../../src/formats/whatsapp/header.ts";
import { whatsappFormat } from "../../src/formats/whatsapp/index.ts";
import { latin1, told } from "../support/bytes.ts";

const accountKeys = ["sender", "sender name", "time", "attachment", "chat id"];

function utf8(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

/** Beginnings of a message at two minutes to midnight, 31 December 2020, or at 14:05 of that day. */
const LAYOUTS: readonly (readonly [beginning: string, time: string])[] = [
  ["[31/12/20, 23:58:33] ", "2020-12-31T23:58:33"],
  ["[31.12.20, 23:58:33] ", "2020-12-31T23:58:33"],
  ["[12/31/20, 11:58:33\u202fPM] ", "2020-12-31T23:58:33"],
  ["[12/31/20, 11:58:33 PM] ", "2020-12-31T23:58:33"],
  ["\u200e[2020-12-31, 23:58:33] ", "2020-12-31T23:58:33"],
  ["[2020/12/31 下午11:58:33] ", "2020-12-31T23:58:33"],
  ["[2020. 12. 31. 오후 11:58:33] ", "2020-12-31T23:58:33"],
  ["[2020/12/31 23:58:33] ", "2020-12-31T23:58:33"],
  ["[31-12-20 23:58:33] ", "2020-12-31T23:58:33"],
  ["[31/12/2020 à 23:58:33] ", "2020-12-31T23:58:33"],
  ["[31.12.2020 klo 23.58.33] ", "2020-12-31T23:58:33"],
  ["[31/12/20 2:05:00 p.\u00a0m.] ", "2020-12-31T14:05:00"],
  [
    "[\u0663\u0661\u200f/\u0661\u0662\u200f/\u0662\u0660\u0662\u0660، \u0662:\u0660\u0665:\u0660\u0660 م] ",
    "2020-12-31T14:05:00",
  ],
  ["12/31/20, 11:58 PM - ", "2020-12-31T23:58:00"],
  ["12/31/20, 11:58\u202fPM - ", "2020-12-31T23:58:00"],
  ["12/31/20, 12:05\u202fAM - ", "2020-12-31T00:05:00"],
  ["31/12/2020, 23:58 - ", "2020-12-31T23:58:00"],
  ["2020. 12. 31. 오후 11:58, ", "2020-12-31T23:58:00"],
  ["31/12/2020 23:58 - ", "2020-12-31T23:58:00"],
  ["31.12.20, 23:58 - ", "2020-12-31T23:58:00"],
  ["31.12.2020 23:58 - ", "2020-12-31T23:58:00"],
  ["2020-12-31, 23:58 - ", "2020-12-31T23:58:00"],
  ["2020-12-31 23:58 - ", "2020-12-31T23:58:00"],
  ["2020/12/31 23:58 - ", "2020-12-31T23:58:00"],
  ["2020/12/31 下午2:05 - ", "2020-12-31T14:05:00"],
  ["2020년 12월 31일 오후 2:05, ", "2020-12-31T14:05:00"],
  ["2020. 12. 31. 14:05 - ", "2020-12-31T14:05:00"],
  ["31/12/20 14:05 - ", "2020-12-31T14:05:00"],
  ["31/12/20, 2:05 p. m. - ", "2020-12-31T14:05:00"],
  ["31/12/20, 2:05 pm - ", "2020-12-31T14:05:00"],
  ["31/12/20 à 14:05 - ", "2020-12-31T14:05:00"],
  ["31.12.20 г., 14:05 - ", "2020-12-31T14:05:00"],
  ["31-12-2020 14:05 - ", "2020-12-31T14:05:00"],
  ["2020-12-31 kl. 14:05 - ", "2020-12-31T14:05:00"],
  ["31.12.2020 klo 14.05 - ", "2020-12-31T14:05:00"],
  ["31/12/2563 14:05 - ", "2020-12-31T14:05:00"],
  ["۳۱/۱۲/۲۰۲۰،\u200f ۱۴:۰۵ - ", "2020-12-31T14:05:00"],
  ["31.12.20, 14:05:00: ", "2020-12-31T14:05:00"],
];

test.each(LAYOUTS)("%j is the beginning of a message", (beginning, time) => {
  const header = headerOf(`${beginning}Ben Ott: hello: you`);
  expect(header?.sender).toBe("Ben Ott");
  expect(header?.text).toBe("hello: you");
  // `31/12/20` alone may be a day of 2031.
  const order = dateOrderOf([header].filter((one) => one !== undefined)) ?? "day-month-year";
  expect(header === undefined ? undefined : timeOf(header, order)).toBe(time);
});

const CHAT = `[31/12/20, 23:58:33] Ben Ott: \u200eMessages and calls are end-to-end encrypted.
[31/12/20, 23:58:40] \u200e~\u202fAnna: happy
new year: soon
\u200e[31/12/20, 23:59:02] \u202a+49 170 1234567\u202c: \u200e<angehängt: 00000012-PHOTO-2020-12-31.jpg>
[01/01/21, 00:00:10] Ben Ott: IMG-20210101-WA0001.jpg (file attached)
[01/01/21, 00:01:10] \u200e+49 171 7654321 joined using this group's invite link
`;

test("messages are records of one conversation, with sender, time and files", async () => {
  for (const chunkBytes of [1, 7, 10_000]) {
    const seen = await told(whatsappFormat, utf8(CHAT), { accountKeys, chunkBytes });
    expect(seen.open).toBe(0);
    expect(seen.consumed).toBe(utf8(CHAT).length);
    expect(seen.values[0]).toMatch(/^chat id=[\da-f]{64}$/);
    expect(seen.values.slice(1).map((value) => value.replace("messages:[]:", ""))).toEqual([
      "whatsapp:sender=Ben Ott",
      "time=2020-12-31T23:58:33",
      "whatsapp:sender=Anna",
      "time=2020-12-31T23:58:40",
      "sender=+49 170 1234567",
      "time=2020-12-31T23:59:02",
      "attachment=00000012-PHOTO-2020-12-31.jpg",
      "whatsapp:sender=Ben Ott",
      "time=2021-01-01T00:00:10",
      "attachment=IMG-20210101-WA0001.jpg",
      "sender=+49 171 7654321",
      "time=2021-01-01T00:01:10",
    ]);
    expect(seen.places).toContain("line 4");
  }
});

test("it is known by its name, or by senders that repeat; logs, notes and lists are none", () => {
  const find = (text: string, name: string): string | undefined => findFormat(utf8(text), name)?.name;
  expect(find(CHAT, "WhatsApp Chat mit Ben.txt")).toBe("whatsapp");
  expect(find(CHAT, "chats/_chat.txt")).toBe("whatsapp");
  const lines = (line: (index: number) => string): string =>
    Array.from({ length: 8 }, (_, i) => line(i)).join("\n");
  expect(
    find(
      lines((i) => `31/12/20, 23:0${i} - ${i % 2 ? "Ben" : "Anna"}: hi, you`),
      "x.txt",
    ),
  ).toBe("whatsapp");
  expect(
    find(
      lines((i) => `2020-12-31 23:00:0${i} - worker: done`),
      "x.txt",
    ),
  ).toBe("text");
  expect(
    find(
      lines((i) => `2020-12-31 23:0${i} - INFO: done`),
      "x.log",
    ),
  ).toBe("text");
  expect(
    find(
      lines((i) => `2020-12-31 23:00 Meeting ${i}`),
      "notes.txt",
    ),
  ).toBe("text");
  expect(find("Dear Anna,\n[31/12/20, 23:58:33] Ben: x", "_chat.txt")).toBe("text");
});

test("the order of day and month is told by what is impossible, then by how the dates ascend", () => {
  const order = (...dates: readonly string[]): string | undefined =>
    dateOrderOf(
      dates
        .map((date) => headerOf(`${date}, 10:00 - A: b`))
        .filter((one): one is Header => one !== undefined),
    );
  expect(order("03/04/20", "13/04/20")).toBe("day-month-year");
  expect(order("03/04/20", "03/13/20")).toBe("month-day-year");
  expect(order("03/04/20", "04/04/20", "03/05/20")).toBe("day-month-year");
  expect(order("03/04/20", "03/05/20")).toBeUndefined();
  expect(order("03/04/20", "13/13/20")).toBeUndefined();
  expect(order("31/12/20")).toBeUndefined();
  expect(order("31/12/20", "01/01/21")).toBe("day-month-year");
  expect(order("20/12/30", "21/01/02")).toBe("year-month-day");
  expect(order("1399/10/11")).toBeUndefined();
});

test("without a certain order no message has a time", async () => {
  const seen = await told(whatsappFormat, utf8("03/04/20, 10:00 - A: b\n03/04/20, 10:01 - C: d\n"), {
    accountKeys,
  });
  expect(seen.values.filter((value) => value.includes("time"))).toEqual([]);
});

test("whatever the bytes are, it ends, and closes what it opened", async () => {
  const piece = fc.constantFrom(
    "[31/12/20, 23:58:33] ",
    "A: b",
    "\n",
    "<",
    ": ",
    "\u200e",
    "+49 170",
    "\0",
    "(",
    "x.jpg (a b)",
    "[",
    "12/",
  );
  await fc.assert(
    fc.asyncProperty(fc.array(fc.oneof(piece, fc.string()), { maxLength: 60 }), async (pieces) => {
      const seen = await told(whatsappFormat, utf8(pieces.join("")), { accountKeys, chunkBytes: 5 });
      expect(seen.open).toBe(0);
    }),
  );
});

test("binary data in it is not passed over", async () => {
  const seen = await told(
    whatsappFormat,
    new Uint8Array([...utf8(CHAT.repeat(400)), ...latin1("\x01\x02\x03\x04".repeat(50))]),
  );
  expect(seen.refused?.reason).toBe("damaged");
});
