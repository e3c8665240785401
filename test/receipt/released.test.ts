import { appendFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { checkReleased } from "../../src/receipt/demands.ts";
import { firstReleases } from "../../src/receipt/released.ts";

const A = "aa".repeat(32);
const B = "bb".repeat(32);
let folder = "";
let ledger = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "straycheck-released-"));
  ledger = join(folder, "ledger.jsonl");
  writeFileSync(ledger, "");
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const release = (ref: string, ...digests: readonly string[]): Promise<{ words: string }> =>
  checkReleased(
    ledger,
    ref,
    digests.map((sha256) => ({ path: "x.zip", sha256, bytes: 1, identity: "", stamp: "" })),
    new Date("2026-11-22T10:00:00Z"),
  );
const lines = (): string[] => readFileSync(ledger, "utf8").split("\n").slice(0, -1);

describe("the ledger of what was released", () => {
  it("takes a line for each archive: its digest, the request, the time, and nothing else", async () => {
    await release("DSAR-1", A, B);
    expect(lines().map((line) => JSON.parse(line) as unknown)).toEqual(
      [A, B].map((sha256) => ({
        schema: "straycheck-released/1",
        sha256,
        ref: "DSAR-1",
        at: "2026-11-22T10:00:00.000Z",
      })),
    );
  });

  it("lets the same request have it again, without another line", async () => {
    await release("DSAR-1", A);
    expect((await release("DSAR-1", A)).words).toContain("for this request already");
    expect(lines()).toHaveLength(1);
  });

  it("refuses it to another request, and notes nothing of that", async () => {
    await release("DSAR-1", A);
    await expect(release("DSAR-2", B, A)).rejects.toThrow(
      "sha256 aaaaaaaa…aaaa was released already, for the request DSAR-1 (2026-11-22T10:00:00.000Z)",
    );
    expect(lines()).toHaveLength(1);
  });

  it("lets one of several at the same time have it", async () => {
    const refs = Array.from({ length: 8 }, (_, index) => `DSAR-${index}`);
    const ended = await Promise.allSettled(refs.map((ref) => release(ref, A)));
    expect(ended.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
    const winner = refs[ended.findIndex(({ status }) => status === "fulfilled")];
    expect((await firstReleases(ledger, new Set([A]))).get(A)?.ref).toBe(winner);
  });

  it("must be there: a wrong path is no empty ledger", async () => {
    rmSync(ledger);
    await expect(release("DSAR-1", A)).rejects.toThrow(
      "there is no such ledger; the first one is an empty file",
    );
    ledger = folder;
    await expect(release("DSAR-1", A)).rejects.toThrow("is no regular file: no ledger");
  });

  it("releases nothing while it has a line that cannot be read", async () => {
    await release("DSAR-1", A);
    const good = readFileSync(ledger, "utf8");
    for (const bad of [
      "{}\n",
      "\n",
      "released to Anna\n",
      `${JSON.stringify({ schema: "straycheck-released/1", sha256: "aa", ref: "x", at: "y" })}\n`,
      "x".repeat(100_000),
      good.slice(0, 50),
    ]) {
      writeFileSync(ledger, good + bad);
      await expect(release("DSAR-2", B), bad.slice(0, 20)).rejects.toThrow(
        /ledger\.jsonl, line 2: this is no line/,
      );
      expect(readFileSync(ledger, "utf8")).toBe(good + bad);
    }
  });

  it("waits for the end of a line that somebody is writing", async () => {
    await release("DSAR-1", A);
    const line = readFileSync(ledger, "utf8");
    appendFileSync(ledger, line.slice(0, 50));
    setTimeout(() => appendFileSync(ledger, line.slice(50)), 150);
    await release("DSAR-2", B);
    expect(lines()).toHaveLength(3);
  });
});
