import { describe, expect, it } from "vitest";
import { readDeleted } from "../../src/cli/deleted-file.ts";
import { withFile } from "../support/run-case.ts";

function read(text: string): Promise<readonly string[]> {
  return withFile("deleted.csv", Buffer.from(text), readDeleted);
}

describe("the list of items that the person had deleted", () => {
  it("is a column of its name, or the first one", async () => {
    const items = ["rec-00000001", "rec-00000002"];
    expect(await read("rec-00000001\nrec-00000002\nrec-00000001\n")).toEqual(items);
    expect(await read("when,id\n2026-01-01,rec-00000001\n2026-01-02,rec-00000002\n")).toEqual(items);
    expect(await read("\ufeffitem;when\r\nrec-00000001;x\r\n\r\nrec-00000002;y\r\n")).toEqual(items);
  });

  it("holds nothing that chance writes, and something", async () => {
    await expect(read("id\n17\n")).rejects.toThrow(/line 2.*fewer than 8 characters/);
    await expect(read("id\n")).rejects.toThrow(/is empty/);
    await expect(readDeleted("/nowhere/deleted.csv")).rejects.toThrow(/no such file/);
  });
});
