import { readdirSync, readFileSync } from "node:fs";
import { setTimeout } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ANNA, bundleOf } from "../support/batch.ts";
import { straycheck, workplace, type Workplace } from "../support/command.ts";

const REQUESTS = 120;
let place: Workplace;

beforeAll(() => {
  place = workplace();
  const rows = Array.from({ length: REQUESTS }, (_, at) => {
    const account = `A1QX7M3K9T2${String(at).padStart(3, "0")}`;
    place.write(`${at}.zip`, bundleOf([{ ...ANNA, account, recordings: [] }]));
    return `R-${at},${at}.zip,${account}\n`;
  });
  place.write("requests.csv", `ref,bundle,account\n${rows.join("")}`);
});
afterAll(() => place.remove());

const batch = (reports: string, signal?: NodeJS.Signals) =>
  straycheck(["batch", "requests.csv", "--reports", reports, "--jobs", "1"], {
    cwd: place.folder,
    ...(signal === undefined
      ? {}
      : {
          meanwhile: async (child) => {
            while (linesOf(reports) < 5) await setTimeout(5);
            child.kill(signal);
          },
        }),
  });

function linesOf(reports: string): number {
  try {
    return readFileSync(place.path(`${reports}/journal.jsonl`), "utf8").split("\n").length - 1;
  } catch {
    return 0;
  }
}

describe("a batch of the built program", () => {
  it("goes on after kill -9 and ends with the same bytes as one that was left alone", async () => {
    const killed = await batch("killed", "SIGKILL");
    expect(killed.signal).toBe("SIGKILL");
    const done = linesOf("killed");
    expect(done).toBeLessThan(REQUESTS);
    const resumed = await batch("killed");
    expect(resumed.code).toBe(0);
    expect(resumed.stdout).toContain("were finished before and are unchanged");
    expect(linesOf("killed")).toBeGreaterThanOrEqual(REQUESTS);
    expect((await batch("alone")).code).toBe(0);
    const files = (folder: string): readonly string[] =>
      readdirSync(place.path(folder)).filter((name) => name !== "journal.jsonl");
    expect(files("killed").toSorted()).toEqual(files("alone").toSorted());
    for (const name of files("alone"))
      expect(readFileSync(place.path(`killed/${name}`), "utf8")).toBe(
        readFileSync(place.path(`alone/${name}`), "utf8"),
      );
  }, 120_000);

  it("ends with 130 on Ctrl-C, says what was not checked, and keeps what is finished", async () => {
    const stopped = await batch("stopped", "SIGINT");
    expect(stopped.code).toBe(130);
    expect(stopped.stdout).toContain("INTERRUPTED");
    expect(readFileSync(place.path("stopped/summary.json"), "utf8")).toContain('"complete": false');
    const resumed = await batch("stopped");
    expect(resumed.code).toBe(0);
    expect(resumed.stdout).toContain("were finished before");
  }, 120_000);
});
