import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { writeZip } from "../fixtures/support/zip-writer.ts";
import { parseSubject } from "../src/cli/subject-file.ts";
import { check } from "../src/engine/check.ts";
import { CannotRun } from "../src/model/errors.ts";
import type { ReportEvent } from "../src/model/report.ts";
import { withFile } from "./support/run-case.ts";

/** Data that nobody here wrote; it lies beside the project, not in it. */
const CASES = "../shared/cases";
const PHONE = join(CASES, "exports", "jungheum+pycift", "example");
const ARCHIVES = join(CASES, "zip");

for (const path of [PHONE, ARCHIVES]) if (!existsSync(path)) console.warn(`skipped: ${path} is not there`);

function* filesBelow(folder: string): Generator<string> {
  for (const name of readdirSync(folder).toSorted()) {
    const path = join(folder, name);
    if (statSync(path).isDirectory()) yield* filesBelow(path);
    else yield path;
  }
}

async function checkedAs(account: string): Promise<readonly ReportEvent[]> {
  const entries = [...filesBelow(PHONE)].map((path) => ({
    path: path.slice(PHONE.length + 1),
    bytes: readFileSync(path),
  }));
  const subject = parseSubject(`ref: T\naccounts: [${account}]\n`, "subject.yaml", {});
  return withFile("phone.zip", writeZip(entries), (path) =>
    Array.fromAsync(check({ bundles: [path], subject })),
  );
}

function numbers(events: readonly ReportEvent[]): {
  exitCode: number;
  own: number;
  stray: number;
  owners: number;
} {
  const verdict = events.find((event) => event.type === "verdict")?.verdict;
  const records = events.find((event) => event.type === "totals")?.totals.records;
  const owners = events.filter((event) => event.type === "owner").length;
  // What the sweep finds in a file is one record more, which has no counterpart in what is one's own.
  const swept = events
    .flatMap((event) => (event.type === "finding" ? [event.finding] : []))
    .filter(({ rule }) => rule === "swept-identifier")
    .reduce((sum, { count }) => sum + count, 0);
  const stray = (records?.stray ?? -1) - swept;
  return { exitCode: verdict?.exitCode ?? -1, own: records?.own ?? -1, stray, owners };
}

describe.skipIf(!existsSync(PHONE))("a phone with two Alexa accounts on it", () => {
  it("holds the other's records, whoever of the two asks", async () => {
    const betty = numbers(await checkedAs("A4C34GWKR5R6R"));
    const simon = numbers(await checkedAs("A32TRBM6QOXJ5H"));
    expect(betty).toMatchObject({ exitCode: 1, owners: 1 });
    expect(simon).toMatchObject({ exitCode: 1, owners: 1 });
    // What is one's own is the other's stray.
    expect([betty.stray, betty.own]).toEqual([simon.own, simon.stray]);
    // 41 rows of the timeline and 12 of the device table name simon.
    expect(betty.stray).toBeGreaterThanOrEqual(53);
  });
});

describe.skipIf(!existsSync(ARCHIVES))("archives that readers disagree about", () => {
  it("end in a verdict that is not clean, or in a sentence", { timeout: 300_000 }, async () => {
    const subject = parseSubject("ref: T\naccounts: [A32TRBM6QOXJ5H]\n", "subject.yaml", {});
    let looked = 0;
    // Every sixth: all of them take a minute.
    for (const path of [...filesBelow(ARCHIVES)].filter((_, index) => index % 6 === 0)) {
      looked += 1;
      try {
        const events = await Array.fromAsync(check({ bundles: [path], subject }));
        expect(events.at(-1), path).toEqual({ type: "end", complete: true });
        expect(numbers(events).exitCode, path).not.toBe(0);
      } catch (error) {
        expect(error, path).toBeInstanceOf(CannotRun);
      }
    }
    expect(looked).toBeGreaterThan(30);
  });
});
