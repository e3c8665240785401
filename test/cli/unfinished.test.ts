import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { newFolder } from "../../src/cli/incident/case-folder.ts";
import { mustHoldNone } from "../../src/cli/incident/self-scan.ts";
import { fileSink } from "../../src/cli/sinks.ts";
import { leaveNothing } from "../../src/cli/unfinished.ts";
import { searchFor } from "../../src/incident/index.ts";
import { workplace } from "../support/command.ts";

const place = workplace();
afterAll(() => place.remove());

describe("a process that is told twice to stop", () => {
  it("leaves nothing of a folder or a report that is not complete, and everything that is", async () => {
    const done = newFolder(place.path("done"), []);
    await done.write("a.txt", ["a"]);
    done.finish();
    const folder = newFolder(place.path("case"), []);
    await folder.write("letters/a.md", ["a"]);
    await fileSink(place.path("report.json"), []).write("{");
    leaveNothing();
    leaveNothing();
    expect(readdirSync(place.folder)).toEqual(["done"]);
  });
});

describe("a finished folder", () => {
  const scanned = async (text: string): Promise<void> => {
    const folder = newFolder(place.path("scanned"), []);
    try {
      await folder.write("letters/stranger-1.md", [text]);
      await mustHoldNone(
        folder.path,
        searchFor(["bea@example.org"], "", new Set()),
        new AbortController().signal,
      );
    } finally {
      folder.abandon();
    }
  };

  it("is refused where one of its files holds an identifier, without repeating it", async () => {
    await expect(scanned(`${"x ".repeat(900_000)}bea@example.org`)).rejects.toThrow(
      /^stranger-1\.md would have held/,
    );
    await scanned(`${"x ".repeat(900_000)}be…rg`);
    expect(existsSync(join(place.folder, "scanned"))).toBe(false);
  });
});
