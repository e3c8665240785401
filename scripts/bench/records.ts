import { ANNA, BEN } from "../../fixtures/support/people.ts";
import { writeXlsx } from "../../fixtures/support/office-writer.ts";
import { amazonCustomer, seeded, uuid, type Random } from "../../fixtures/support/random.ts";

/** Whose records a table holds. */
export type Whose =
  /** Anna's, and 18 of one stranger. */
  | "own"
  /** All of one stranger. */
  | "stranger"
  /** Each of somebody else. */
  | "crowd";

export type Shape = "ndjson" | "json" | "csv" | "html" | "xml";

/** Bytes of a record, on average over the three shapes. */
const RECORD_BYTES = 950;

const STRAYS = 18;
/** Words of the last field: rows have no field names in them, so theirs is longer. */
const REMARKS = { ndjson: 43, json: 43, csv: 70, html: 55, xml: 35 };
const CHUNK_BYTES = 512 * 1024;
const FIRST = Date.UTC(2018, 4, 1, 4, 20, 31);

const WORDS = [
  "weather",
  "tomorrow",
  "music",
  "kitchen",
  "timer",
  "lights",
  "café",
  "volume",
  "naïve",
  "morning",
  "alarm",
  "please",
  "shopping",
  "list",
  "news",
  "東京",
  "radio",
  "heating",
  "upstairs",
  "the",
  "and",
  "again",
  "stop",
  "louder",
  "minutes",
  "remind",
  "traffic",
  "home",
] as const;

const INTENTS = ["PlayMusic", "SetTimer", "GetWeather", "TurnOff", "AddToList"] as const;

type Row = readonly (readonly [name: string, value: string])[];

/** Records in a table of that many bytes. */
function recordCount(bytes: number): number {
  return Math.max(STRAYS, Math.round(bytes / RECORD_BYTES));
}

/** The table as text, a chunk at a time; the same for the same arguments. */
// oxlint-disable-next-line require-await -- the ZIP writer takes streams
export async function* table(shape: Shape, whose: Whose, bytes: number): AsyncGenerator<Buffer> {
  const count = recordCount(bytes);
  let text = OPENINGS[shape];
  for (const [index, row] of rows(whose, count, REMARKS[shape])) {
    if (shape === "csv") {
      if (index === 0) text += `${row.map(([name]) => name).join(",")}\r\n`;
      text += `${row.map(([, value]) => cell(value)).join(",")}\r\n`;
    } else if (shape === "html") {
      if (index === 0) text += `<tr>${row.map(([name]) => `<th>${name}</th>`).join("")}</tr>\n`;
      text += `<tr>${row.map(([, value]) => `<td>${escaped(value)}</td>`).join("")}</tr>\n`;
    } else if (shape === "xml") {
      text += `<record>${row.map(([name, value]) => `<${name}>${escaped(value)}</${name}>`).join("")}</record>\n`;
    } else {
      const record = JSON.stringify(Object.fromEntries(row));
      text += shape === "ndjson" ? `${record}\n` : `${record}${index + 1 < count ? "," : ""}\n`;
    }
    if (text.length >= CHUNK_BYTES) {
      yield Buffer.from(text);
      text = "";
    }
  }
  yield Buffer.from(text + ENDINGS[shape]);
}

const OPENINGS: Readonly<Record<Shape, string>> = {
  ndjson: "",
  json: "[\n",
  csv: "",
  html: '<!DOCTYPE html>\n<html><head><meta charset="utf-8"><title>Records</title></head><body><table>\n',
  xml: '<?xml version="1.0" encoding="UTF-8"?>\n<records>\n',
};

const ENDINGS: Readonly<Record<Shape, string>> = {
  ndjson: "",
  json: "]\n",
  csv: "",
  html: "</table></body></html>\n",
  xml: "</records>\n",
};

/** The same records as a workbook of one sheet. */
export function workbook(bytes: number): Buffer {
  const all = [...rows("own", recordCount(bytes), REMARKS.xml)].map(([, row]) => row);
  const header = (all[0] ?? []).map(([name]) => name);
  const cells = all.map((row) => row.map(([, value]) => value));
  return writeXlsx({ sheets: [{ name: "records", rows: [header, ...cells] }] });
}

function escaped(value: string): string {
  return value.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll('"', "&quot;");
}

function* rows(whose: Whose, count: number, remarks: number): Generator<readonly [number, Row]> {
  const random = seeded(count);
  const every = Math.floor(count / STRAYS);
  for (let index = 0; index < count; index += 1) {
    const isStray =
      whose === "stranger" || (whose === "own" && index % every === every - 1 && index < every * STRAYS);
    const person = isStray ? BEN : ANNA;
    const owner = whose === "crowd" ? { account: amazonCustomer(random), device: person.device } : person;
    yield [index, row(random, index, owner, remarks)];
  }
}

interface Owner {
  readonly account: string;
  readonly device: string;
}

function row(random: Random, index: number, owner: Owner, remarks: number): Row {
  const words = (from: number, to: number): string =>
    Array.from({ length: random.whole(from, to) }, () => random.pick(WORDS)).join(" ");
  return [
    ["recordId", uuid(random)],
    ["customerId", owner.account],
    ["deviceSerialNumber", owner.device],
    ["timestamp", new Date(FIRST + index * 7_000).toISOString()],
    ["locale", "de-DE"],
    ["intent", random.pick(INTENTS)],
    ["utterance", words(4, 20)],
    ["response", `"${words(3, 12)}",\n${words(8, 40)}`],
    ["sessionId", uuid(random)],
    ["audioFile", `${random.text(32, "0123456789abcdef")}.wav`],
    ["confidence", random.next().toFixed(4)],
    ["remarks", words(remarks - 20, remarks + 20)],
  ];
}

function cell(text: string): string {
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
