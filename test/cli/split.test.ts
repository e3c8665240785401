import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { afterAll, describe, expect, it, vi } from "vitest";
import { oneStrayRow } from "../../fixtures/cases/one-stray-row.ts";
import { writeZip } from "../../fixtures/support/zip-writer.ts";
import { addSplitCommand } from "../../src/cli/commands/split.ts";
import { CannotRun } from "../../src/model/errors.ts";
import { ran, type Ran } from "../support/command-line.ts";
import { workplace } from "../support/command.ts";

// Without threads of its own; test/engine/worker-threads.test.ts holds that they tell the same.
vi.mock("node:worker_threads", () => import("../../fixtures/support/threads-in-process.ts"));

const place = workplace();
afterAll(() => place.remove());
const [zip, , subject] = place.fixture(oneStrayRow);
let number = 0;

/** A folder of its own. */
function folder(): string {
  const path = place.path(`out-${(number += 1)}`);
  mkdirSync(path);
  return path;
}

function split(...words: readonly string[]): Promise<Ran> {
  return ran(
    (program, done) => addSplitCommand(program, new AbortController().signal, done),
    "split",
    ...words,
  );
}

describe("straycheck split", () => {
  it("writes both and what went where, for its owner alone, and says so", async () => {
    const out = folder();
    const { exitCode, out: stdout } = await split(
      zip,
      "-s",
      subject,
      "--own",
      `${out}/clean.zip`,
      "--held",
      `${out}/held.zip`,
    );
    expect(exitCode).toBe(0);
    expect(stdout).toContain("SPLIT   one-stray-row.zip into clean.zip and held.zip");
    expect(stdout).toContain("CHECKED clean.zip: CLEAN");
    expect(stdout).not.toContain("held: ");
    expect(readdirSync(out).sort()).toEqual(["clean.zip", "held.zip", "held.zip.json"]);
    for (const name of readdirSync(out)) expect(statSync(`${out}/${name}`).mode & 0o777).toBe(0o600);
    const manifest = readFileSync(`${out}/held.zip.json`, "utf8");
    expect(JSON.parse(manifest)).toMatchObject({
      schema: "straycheck-split/1",
      totals: { records: { held: 1 } },
    });
    const again = folder();
    const json = await split(
      zip,
      "-s",
      subject,
      "--own",
      `${again}/clean.zip`,
      "--held",
      `${again}/held.zip`,
      "--json",
    );
    expect(json.out).toBe(manifest);
    expect(readFileSync(`${again}/clean.zip`).equals(readFileSync(`${out}/clean.zip`))).toBe(true);
  });

  it("never writes over a file, nor into the folder that it reads", async () => {
    const out = folder();
    writeFileSync(`${out}/held.zip`, "mine");
    const there = split(zip, "-s", subject, "--own", `${out}/clean.zip`, "--held", `${out}/held.zip`);
    await expect(there).rejects.toThrow("it exists already and is never written over");
    const same = split(zip, "-s", subject, "--own", `${out}/a.zip`, "--held", `${out}/a.zip`);
    await expect(same).rejects.toThrow("another file is to be written there, too");
    const inside = split(out, "-s", subject, "--own", `${out}/a.zip`, "--held", place.path("b.zip"));
    await expect(inside).rejects.toThrow("it lies in the folder that is split");
    const nowhere = split(zip, "-s", subject, "--own", `${out}/no/a.zip`, "--held", `${out}/b.zip`);
    await expect(nowhere).rejects.toThrow("the folder does not exist");
    for (const none of ["", "-", `${out}/`])
      await expect(split(zip, "-s", subject, "--own", none, "--held", `${out}/b.zip`)).rejects.toThrow(
        "it must name a new file",
      );
    const long = split(zip, "-s", subject, "--own", `${out}/${"x".repeat(250)}`, "--held", `${out}/b.zip`);
    await expect(long).rejects.toThrow("the name is too long");
    expect(readdirSync(out)).toEqual(["held.zip"]);
    expect(readFileSync(`${out}/held.zip`, "utf8")).toBe("mine");
  });

  it("takes one bundle, and says what to do with parts", async () => {
    const parts = split(zip, zip, "-s", subject, "--own", "a.zip", "--held", "b.zip");
    await expect(parts).rejects.toThrow("parts of one export are split one by one");
  });

  it("leaves no file where there is nothing to give out, or the bundle cannot be read", async () => {
    const out = folder();
    const stray = place.write(
      "stray.zip",
      writeZip([{ path: "a.json", bytes: Buffer.from('{"customerId":"C-998877"}') }]),
    );
    const where = ["--own", `${out}/clean.zip`, "--held", `${out}/held.zip`];
    const nothing = await split(stray, "--account", "C-104233", ...where);
    expect(nothing).toMatchObject({ exitCode: 1 });
    expect(nothing.out).toContain("NOT SPLIT");
    const noZip = split(place.write("no.zip", "no zip at all"), "--account", "C-104233", ...where);
    await expect(noZip).rejects.toThrow(CannotRun);
    expect(readdirSync(out)).toEqual([]);
  });

  it("writes ZIPs that other programs find nothing wrong with", async () => {
    const out = folder();
    await split(zip, "-s", subject, "--own", `${out}/clean.zip`, "--held", `${out}/held.zip`);
    for (const program of ["/usr/bin/unzip", "/usr/bin/python3"]) {
      if (!existsSync(program)) continue;
      for (const name of ["clean.zip", "held.zip"]) {
        const words = program.endsWith("unzip") ? ["-tqq"] : ["-m", "zipfile", "-t"];
        expect(execFileSync(program, [...words, `${out}/${name}`], { encoding: "utf8" })).not.toMatch(
          /error|bad/i,
        );
      }
    }
  });
});
