import { writeFile } from "node:fs/promises";
import { alexa2018 } from "../../fixtures/alexa-2018.ts";
import { eventLines, MATRIX_SUBJECT, roomsOf } from "../../fixtures/incidents/matrix-2019.ts";
import { ANNA, subjectYaml } from "../../fixtures/support/people.ts";
import { seeded, uuid } from "../../fixtures/support/random.ts";
import { openZipFile, type ZipFileWriter } from "../../fixtures/support/zip-file-writer.ts";
import { table, workbook, type Shape, type Whose } from "./records.ts";

/** A bundle to check, and what is expected of the check. */
export interface Workload {
  readonly name: string;
  readonly title: string;
  /** CPU time of the check may be this many times the floor's. */
  readonly target: number | undefined;
  /** Pairs of runs, of which the medians count; 0: the check alone, once, for its memory. */
  readonly pairs: number;
  /** Runs only where it is named: it takes minutes. */
  readonly isLong?: boolean;
  /** Runs of the Python peer; 0 where it would need the whole document in memory. */
  readonly peerRuns: number;
  readonly exitCode: 0 | 1;
  /** What the report must hold if it counted right. */
  readonly says: RegExp;
  readonly account: string;
  readonly subject: string;
  /** Writes the bundle; `bytes` is the size of the tables in it. */
  write(zip: string, bytes: number): Promise<void>;
  /** Writes another ZIP that the floor is measured with. */
  writeFloor?(zip: string, bytes: number): Promise<void>;
}

const RECORDINGS = 1_700;
const TINY_ENTRIES = 100_000;

const SUBJECT = subjectYaml({ ref: "BENCH-1", accounts: [ANNA.account], devices: [ANNA.device] });

const TITLES = {
  ndjson: "NDJSON",
  json: "one JSON array",
  csv: "CSV",
  html: "one HTML table",
  xml: "one XML document",
};

/** Times the floor: tables as machines write them, and pages (issue 2, issue 4). */
const TARGETS = { ndjson: 5, json: 5, csv: 5, html: 15, xml: 15 };

export const WORKLOADS: readonly Workload[] = [
  replica("replica", "the 2018 replica, 1,700 recordings, deflated", 8),
  replica("replica-stored", "the same, recordings stored", 0),
  records("ndjson", "own"),
  records("json", "own"),
  records("csv", "own"),
  records("html", "own"),
  records("xml", "own"),
  xlsx(),
  recordings(),
  tiny(),
  records("ndjson", "stranger"),
  records("json", "stranger"),
  records("csv", "stranger"),
  records("ndjson", "crowd"),
  records("json", "crowd"),
  records("csv", "crowd"),
  matrix(),
];

function replica(name: string, title: string, method: 0 | 8): Workload {
  const bundle = alexa2018({ recordings: RECORDINGS, identifiers: true });
  return {
    name,
    title,
    target: method === 8 ? 1.5 : undefined,
    pairs: 7,
    peerRuns: 3,
    exitCode: 1,
    says: /3,400 items belong to 1 other person/,
    account: bundle.stranger.account,
    subject: bundle.subject,
    write: (path) =>
      withZip(path, async (zip) => {
        for (const entry of bundle.entries()) {
          await zip.add(entry.path, entry.bytes, { method: entry.method === 0 ? method : 8 });
        }
      }),
  };
}

function records(shape: Shape, whose: Whose): Workload {
  const whoses = { own: "18 strays", stranger: "all of one stranger", crowd: "each of another person" };
  return {
    name: whose === "own" ? shape : `${shape}-${whose}`,
    title: `${TITLES[shape]}, ${whoses[whose]}`,
    target: whose === "own" ? TARGETS[shape] : undefined,
    pairs: whose === "own" ? 3 : 0,
    peerRuns: whose === "own" && (shape === "ndjson" || shape === "csv") ? 1 : 0,
    exitCode: 1,
    says: whose === "own" ? /18 items belong to 1 other person/ : /DO NOT RELEASE/,
    account: ANNA.account,
    subject: SUBJECT,
    write: (path, bytes) =>
      withZip(path, (zip) => zip.add(`activity/records.${shape}`, table(shape, whose, bytes))),
  };
}

/** Bytes of records in the workbook: its writer holds all of them. */
const WORKBOOK_BYTES = 48 * 1024 * 1024;

/** Held against the floor of what is packed in it, not of its own ZIP in the bundle. */
function xlsx(): Workload {
  const make = (bytes: number): Buffer => workbook(Math.min(bytes, WORKBOOK_BYTES));
  return {
    name: "xlsx",
    title: "one XLSX sheet, 18 strays",
    target: 15,
    pairs: 3,
    peerRuns: 0,
    exitCode: 1,
    says: /18 items belong to 1 other person/,
    account: ANNA.account,
    subject: SUBJECT,
    write: (path, bytes) => withZip(path, (zip) => zip.add("records.xlsx", make(bytes))),
    writeFloor: async (path, bytes) => writeFile(path, make(bytes)),
  };
}

/** Voice recordings as Alexa writes them, without a tag, and the table that says whose they are. */
function recordings(): Workload {
  return {
    name: "recordings",
    title: "1,700 WAV recordings, all the requester's",
    target: 1.5,
    pairs: 7,
    peerRuns: 0,
    exitCode: 0,
    says: /^CLEAN/m,
    account: ANNA.account,
    subject: SUBJECT,
    write: (path) =>
      withZip(path, async (zip) => {
        const bundle = alexa2018({ recordings: RECORDINGS, identifiers: false });
        const lines = ["customerId,audioFile"];
        for (const entry of bundle.entries()) {
          if (!entry.path.endsWith(".wav")) continue;
          lines.push(`${ANNA.account},${entry.path}`);
          await zip.add(entry.path, entry.bytes, { method: 8 });
        }
        await zip.add("index.csv", Buffer.from(`${lines.join("\n")}\n`));
      }),
  };
}

/** Bytes of one event of the Matrix replica, on average; in 2019 there were 8.7 GB of 7.7 million (`--size 8300`, in MiB). */
const EVENT_BYTES = 1_130;

/** The extract of 2019, in which a few thousandths were of rooms that the requester could never see. */
function matrix(): Workload {
  return {
    name: "matrix",
    title: "the Matrix replica: events of 25 rooms, 5 never seen",
    target: undefined,
    pairs: 0,
    isLong: true,
    peerRuns: 0,
    exitCode: 1,
    says: /items belong to [\d,]+ other people/,
    account: "",
    subject: MATRIX_SUBJECT,
    write: (path, bytes) =>
      withZip(path, async (zip) => {
        const random = seeded(2019);
        for (const room of roomsOf(Math.round(bytes / EVENT_BYTES)))
          await zip.add(`rooms/${room.id}/events`, inChunks(eventLines(room, random)));
      }),
  };
}

const CHUNK_BYTES = 512 * 1024;

// oxlint-disable-next-line require-await -- the ZIP writer takes streams
async function* inChunks(lines: Iterable<string>): AsyncGenerator<Buffer> {
  let text = "";
  for (const line of lines) {
    text += line;
    if (text.length < CHUNK_BYTES) continue;
    yield Buffer.from(text);
    text = "";
  }
  yield Buffer.from(text);
}

function tiny(): Workload {
  return {
    name: "tiny",
    title: "100,000 tiny JSON entries",
    target: undefined,
    pairs: 5,
    peerRuns: 3,
    exitCode: 0,
    says: /^CLEAN/m,
    account: ANNA.account,
    subject: SUBJECT,
    write: (path) =>
      withZip(path, async (zip) => {
        const random = seeded(TINY_ENTRIES);
        for (let number = 0; number < TINY_ENTRIES; number += 1) {
          const event = { eventId: uuid(random), customerId: ANNA.account, volume: random.whole(0, 100) };
          const name = `events/${Math.floor(number / 1_000)}/${number}.json`;
          await zip.add(name, Buffer.from(`${JSON.stringify(event)}\n`));
        }
      }),
  };
}

async function withZip(path: string, fill: (zip: ZipFileWriter) => Promise<void>): Promise<void> {
  const zip = await openZipFile(path);
  try {
    await fill(zip);
  } finally {
    await zip.close();
  }
}
