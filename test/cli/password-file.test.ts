import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { readPasswordFile } from "../../src/cli/password-file.ts";
import { CannotRun } from "../../src/model/errors.ts";

const folder = mkdtempSync(join(tmpdir(), "straycheck-passwords-"));
const path = join(folder, "passwords.txt");
afterAll(() => rmSync(folder, { recursive: true }));

function passwordsOf(text: string | Uint8Array): Promise<readonly string[]> {
  writeFileSync(path, text);
  return readPasswordFile(path);
}

async function* input(text: string): AsyncGenerator<string> {
  yield text;
}

describe("a password file", () => {
  it("holds one password a line, with the blanks that belong to it", async () => {
    expect(await passwordsOf("\ufeffsecret\r\n\r\n two words \npässe\nsecret\n")).toEqual([
      "secret",
      " two words ",
      "pässe",
    ]);
  });

  it("may be standard input", async () => {
    expect(await readPasswordFile("-", input("secret\n"))).toEqual(["secret"]);
  });

  it.each([
    ["", "there is no password in it"],
    ["\n\r\n", "there is no password in it"],
    [Array.from({ length: 1001 }, (_, index) => index).join("\n"), "there are 1001 passwords in it"],
    ["a".repeat(65 * 1024), "the file is larger than 64 KiB"],
    [Buffer.from([0x68, 0xff, 0xfe]), "this is no text in UTF-8"],
  ])("is refused in one sentence when it is none", async (text, sentence) => {
    await expect(passwordsOf(text)).rejects.toThrow(CannotRun);
    await expect(passwordsOf(text)).rejects.toThrow(sentence);
  });

  it("is refused when it is not there", async () => {
    await expect(readPasswordFile(join(folder, "none"))).rejects.toThrow("there is no such file");
  });

  it("is never shown", async () => {
    const problem = await passwordsOf(`hunter2\n`.repeat(10_000)).catch((error: unknown) => String(error));
    expect(problem).not.toContain("hunter2");
  });
});
