import { crc32, inflateRawSync } from "node:zlib";
import { fromBufferPromise } from "yauzl";
import { describe, expect, it, vi } from "vitest";
import { archiveWith, generate, type Generated } from "../../../fixtures/hostile-zip/generate.ts";
import { MUTATIONS, type Hazard } from "../../../fixtures/hostile-zip/mutations/index.ts";
import { ANNA_BY_ACCOUNT } from "../../../fixtures/support/people.ts";
import { CannotRun } from "../../../src/model/errors.ts";
import { eventsOf } from "../../support/run-case.ts";

// Without threads of its own; test/engine/worker-threads.test.ts holds that they tell the same.
vi.mock("node:worker_threads", () => import("../../../fixtures/support/threads-in-process.ts"));

const GENERATED = 80;
const AT_ONCE = 2;
/** Hundreds of checks take their time on a loaded machine. */
const PATIENCE = 240_000;

/** Hazards of ZipDiff (You et al., USENIX Security 2025). */
const ZIPDIFF: readonly Hazard[] = [
  "A1",
  "A2",
  "A3",
  "A4",
  "A5",
  "B1",
  "B2",
  "B3",
  "B4",
  "C1",
  "C2",
  "C3",
  "C4",
  "C5",
];
const HAZARDS = [...new Set(MUTATIONS.map(({ hazard }) => hazard))];

/** The exit code of a check for Anna; 2 when it says in a sentence that it cannot run. */
async function exitCodeOf({ bytes }: Generated): Promise<number> {
  try {
    const events = await eventsOf({
      name: "hostile",
      why: "generated",
      subject: ANNA_BY_ACCOUNT,
      zip: () => bytes,
      expect: { exitCode: 3, never: [] },
    });
    expect(events.at(-1)).toEqual({ type: "end", complete: true });
    return events.find((event) => event.type === "verdict")?.verdict.exitCode ?? Number.NaN;
  } catch (error) {
    if (!(error instanceof CannotRun)) throw error;
    expect(error.message).toMatch(/^[^\n]+$/);
    return 2;
  }
}

/** Those whose exit code is none that may be, as `seed: mutations: exit code`. */
async function outsideOf(
  archives: Iterable<Generated>,
  isAllowed: (exitCode: number, generated: Generated) => boolean,
): Promise<string[]> {
  const found: string[] = [];
  const waiting = archives[Symbol.iterator]();
  async function work(): Promise<void> {
    for (let next = waiting.next(); next.done !== true; next = waiting.next()) {
      const generated = next.value;
      const exitCode = await exitCodeOf(generated);
      if (!isAllowed(exitCode, generated)) {
        found.push(`${generated.seed}: ${generated.mutations.join(" ")}: ${exitCode}`);
      }
    }
  }
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  return found.toSorted();
}

/** A stranger's record lies in the archive: seen, it is a stray; not seen, nothing is proven. */
function isHonest(exitCode: number, { planted }: Generated): boolean {
  return exitCode === 1 || exitCode === 2 || exitCode === 3 || (exitCode === 0 && !planted);
}

describe("the generator of hostile archives", () => {
  it("makes the same archives from the same seed, one by one or in a row", () => {
    const row = [...generate(500, 40)];
    expect([...generate(500, 40)]).toEqual(row);
    expect([...generate(520, 1)]).toEqual([row[20]]);
    expect(new Set(row.map(({ bytes }) => bytes.toString("latin1"))).size).toBe(40);
  });

  it("makes good archives that a reader of directories accepts in full", async () => {
    for (let seed = 0; seed < 80; seed += 1) {
      const { bytes, planted } = archiveWith(seed, []);
      expect(planted).toBe(false);
      await readFully(bytes);
    }
  });

  it("has a mutation of every hazard, each with an id of its own", () => {
    expect(HAZARDS).toEqual(expect.arrayContaining([...ZIPDIFF]));
    expect(new Set(MUTATIONS.map(({ id }) => id)).size).toBe(MUTATIONS.length);
    for (const { id, hazard } of MUTATIONS) expect(id.startsWith(`${hazard}-`)).toBe(true);
  });

  it("changes the bytes with every mutation, however many are combined", () => {
    for (const [seed, mutation] of MUTATIONS.entries()) {
      const good = archiveWith(seed, []);
      const other = MUTATIONS[(seed * 7 + 3) % MUTATIONS.length] ?? mutation;
      expect(archiveWith(seed, [mutation]).bytes.equals(good.bytes), mutation.id).toBe(false);
      expect(archiveWith(seed, [other, mutation]).bytes.length).toBeGreaterThan(0);
    }
  });

  it("holds the secret wherever it says so, and nowhere in a good archive", () => {
    for (const { bytes, mutations, planted, secret } of generate(9_000, 300)) {
      if (mutations.length === 0) expect(planted).toBe(false);
      if (!planted) expect(bytes.includes(secret.account)).toBe(false);
    }
  });
});

describe("a check of hostile archives", () => {
  it.each(HAZARDS)(
    "never ends clean where %s puts a stranger's record",
    async (hazard) => {
      const archives = MUTATIONS.filter(
        (mutation) => mutation.hazard === hazard && mutation.weight === undefined,
      ).map((mutation, index) => archiveWith(index, [mutation]));
      expect(await outsideOf(archives, isHonest)).toEqual([]);
    },
    PATIENCE,
  );

  it(
    "never ends clean where 65,536 entries more than the end record counts are listed",
    async () => {
      const large = MUTATIONS.filter(({ weight }) => weight !== undefined);
      expect(await outsideOf([archiveWith(1, large)], isHonest)).toEqual([]);
    },
    PATIENCE,
  );

  it(
    "ends clean for good archives, and honestly for those that lie in several ways",
    async () => {
      const found = await outsideOf(generate(1, GENERATED), (exitCode, generated) =>
        generated.mutations.length === 0 ? exitCode === 0 : isHonest(exitCode, generated),
      );
      expect(found).toEqual([]);
    },
    PATIENCE,
  );
});

/** Reads every entry; throws when something about it is not as its headers say. */
async function readFully(bytes: Buffer): Promise<void> {
  const zip = await fromBufferPromise(bytes, { strictFileNames: true });
  let entries = 0;
  for await (const entry of zip.eachEntry()) {
    const { fileDataStart } = await zip.readLocalFileHeaderPromise(entry, { minimal: true });
    const packed = bytes.subarray(fileDataStart, fileDataStart + entry.compressedSize);
    const content = entry.compressionMethod === 0 ? packed : inflateRawSync(packed);
    expect(content.length).toBe(entry.uncompressedSize);
    expect(crc32(content)).toBe(entry.crc32);
    entries += 1;
  }
  expect(entries).toBe(zip.entryCount);
}
