import { alexa2018 } from "../../fixtures/alexa-2018.ts";
import { ANNA, subjectYaml } from "../../fixtures/support/people.ts";
import { seeded, uuid } from "../../fixtures/support/random.ts";
import { openZipFile, type ZipFileWriter } from "../../fixtures/support/zip-file-writer.ts";
import { table, type Shape, type Whose } from "./records.ts";

/** A bundle to check, and what is expected of the check. */
export interface Workload {
  readonly name: string;
  readonly title: string;
  /** CPU time of the check may be this many times the floor's. */
  readonly target: number | undefined;
  /** Pairs of runs, of which the medians count; 0: the check alone, once, for its memory. */
  readonly pairs: number;
  /** Runs of the Python peer; 0 where it would need the whole document in memory. */
  readonly peerRuns: number;
  readonly exitCode: 0 | 1;
  /** What the report must hold if it counted right. */
  readonly says: RegExp;
  readonly account: string;
  readonly subject: string;
  /** Writes the bundle; `bytes` is the size of the tables in it. */
  write(zip: string, bytes: number): Promise<void>;
}

const RECORDINGS = 1_700;
const TINY_ENTRIES = 100_000;

const SUBJECT = subjectYaml({ ref: "BENCH-1", accounts: [ANNA.account], devices: [ANNA.device] });

const TITLES = { ndjson: "NDJSON", json: "one JSON array", csv: "CSV" };

export const WORKLOADS: readonly Workload[] = [
  replica("replica", "the 2018 replica, 1,700 recordings, deflated", 8),
  replica("replica-stored", "the same, recordings stored", 0),
  records("ndjson", "own"),
  records("json", "own"),
  records("csv", "own"),
  tiny(),
  records("ndjson", "stranger"),
  records("json", "stranger"),
  records("csv", "stranger"),
  records("ndjson", "crowd"),
  records("json", "crowd"),
  records("csv", "crowd"),
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
    target: whose === "own" ? 5 : undefined,
    pairs: whose === "own" ? 3 : 0,
    peerRuns: whose === "own" && shape !== "json" ? 1 : 0,
    exitCode: 1,
    says: whose === "own" ? /18 items belong to 1 other person/ : /DO NOT RELEASE/,
    account: ANNA.account,
    subject: SUBJECT,
    write: (path, bytes) =>
      withZip(path, (zip) => zip.add(`activity/records.${shape}`, table(shape, whose, bytes))),
  };
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
