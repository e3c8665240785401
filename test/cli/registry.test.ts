import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { addRegistryCommand } from "../../src/cli/commands/registry.ts";
import { ran, type Ran } from "../support/command-line.ts";

const folder = mkdtempSync(join(tmpdir(), "straycheck-registry-cli-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const path = (name: string): string => join(folder, name);
const never = new AbortController().signal;

const registry = (...words: readonly string[]): Promise<Ran> =>
  ran((program, done) => addRegistryCommand(program, never, done), "registry", ...words);

writeFileSync(
  path("customers.csv"),
  "owner,kind,identifier,from,until\nC-1,account,A32TRBM6QOXJ5H,,\nC-1,email,anna@example.org,,\nC-2,device,G090LF1181840BFC,2016-01-01,2018-02-28\n",
);
const built = await registry(
  "build",
  path("customers.csv"),
  "--key",
  path("key"),
  "--new-key",
  "-o",
  path("customers.registry"),
  "--owners",
  path("owners.csv"),
);

describe("straycheck registry build", () => {
  it("makes the key, the registry and the list of owners, and says what is in it", () => {
    expect(built.exitCode).toBe(0);
    expect(built.out).toContain("3 of 2 customers (1 account, 1 email, 1 device)");
    expect(built.out).toContain("confirmed by 80 bits");
    expect(built.told).toBe("");
    for (const name of ["key", "customers.registry", "owners.csv"]) {
      if (process.platform !== "win32") expect(statSync(path(name)).mode & 0o777).toBe(0o600);
    }
    expect(readdirSync(folder).toSorted()).toEqual([
      "customers.csv",
      "customers.registry",
      "key",
      "owners.csv",
    ]);
  });

  it("never makes a key over another, and leaves nothing when it fails", async () => {
    const key = readFileSync(path("key"), "utf8");
    const again = registry(
      "build",
      path("customers.csv"),
      "--key",
      path("key"),
      "--new-key",
      "-o",
      path("again"),
    );
    await expect(again).rejects.toThrow(`${path("key")} exists already; a key is never written over`);
    expect(readFileSync(path("key"), "utf8")).toBe(key);
    const over = registry(
      "build",
      path("customers.csv"),
      "--key",
      path("key"),
      "-o",
      path("customers.registry"),
    );
    await expect(over).rejects.toThrow("exists already; --force writes over it");
    const itself = registry(
      "build",
      path("customers.csv"),
      "--key",
      path("key"),
      "-o",
      path("key"),
      "--force",
    );
    await expect(itself).rejects.toThrow("it is one of the files that are read");
    await expect(registry("build", "-", "-", "--key", path("key"), "-o", path("again"))).rejects.toThrow(
      "read only once",
    );
  });

  it("refuses keys that are missing, short, or no secret, and warns of those that others can read", async () => {
    const build = (key: string): Promise<Ran> =>
      registry(
        "build",
        path("customers.csv"),
        "--key",
        path(key),
        "-o",
        path("other.registry"),
        "--force",
        "--json",
      );
    writeFileSync(path("short"), "secret\n");
    writeFileSync(path("poor"), "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa");
    writeFileSync(path("exposed"), "0123456789abcdef0123456789abcdef\n");
    chmodSync(path("exposed"), 0o644);
    await expect(build("no-key")).rejects.toThrow("no-key cannot be read: there is no such file");
    await expect(build("short")).rejects.toThrow(
      "holds 6 bytes; the key of a registry needs at least 16 random ones",
    );
    await expect(build("poor")).rejects.toThrow("repeats a few bytes: no random key");
    const { told, out } = await build("exposed");
    if (process.platform !== "win32")
      expect(told).toContain("can be read by others than its owner (chmod 600)");
    expect(JSON.parse(out)).toMatchObject({ counts: { identifiers: 3, owners: 2 }, bits: 80, problems: [] });
  });

  it("refuses options that cannot be right", async () => {
    const build = (...words: readonly string[]): Promise<Ran> =>
      registry("build", path("customers.csv"), "--key", path("key"), "-o", path("again"), ...words);
    await expect(build("--column", "id=shoe")).rejects.toThrow(
      '--column "id=shoe" must be a column\'s name, = and what it is',
    );
    await expect(build("--column", "id=owner")).rejects.toThrow('there is no column "id", as --column says');
    await expect(build("--format", "xlsx")).rejects.toThrow();
  });
});

describe("straycheck registry info", () => {
  it("needs no key, and reads all of it when asked", async () => {
    const { out, exitCode } = await registry("info", path("customers.registry"));
    expect(exitCode).toBe(0);
    expect(out).toContain("3 of 2 customers");
    expect(out).toContain("header and size only (--verify reads all of it)");
    const { out: json } = await registry(
      "info",
      path("customers.registry"),
      "--verify",
      "--key",
      path("key"),
      "--json",
    );
    expect(JSON.parse(json)).toMatchObject({
      schema: "straycheck-registry-info/1",
      key: true,
      verified: true,
      version: 1,
    });
  });

  it("names another key and a damaged file", async () => {
    const other = registry("info", path("customers.registry"), "--key", path("exposed"));
    await expect(other).rejects.toThrow("was made with another key than the one given");
    const bytes = readFileSync(path("customers.registry"));
    bytes[bytes.length - 1] = (bytes.at(-1) ?? 0) ^ 1;
    writeFileSync(path("damaged"), bytes);
    await expect(registry("info", path("damaged"), "--verify")).rejects.toThrow(
      "damaged is damaged: its content",
    );
  });
});

describe("straycheck registry lookup", () => {
  const lookup = (...words: readonly string[]): Promise<Ran> =>
    registry("lookup", path("customers.registry"), "--key", path("key"), ...words);

  it("gives numbers without an identifier, and references only with the list of owners", async () => {
    const { out, exitCode } = await lookup("A32TRBM6QOXJ5H", "nobody", "G090LF1181840BFC");
    expect(exitCode).toBe(0);
    const [first = "", second, third] = out.split("\n");
    expect(first).toMatch(/^1 {2}known: account of registry owner #[12]$/);
    expect(second).toBe("2  unknown anywhere");
    expect(third).toMatch(/^3 {2}known: device of registry owner #[12], 2016-01-01 … 2018-02-28$/);
    expect(out).not.toMatch(/A32|G090|nobody@|C-1/);
    const named = await lookup("ANNA@EXAMPLE.ORG", "--owners", path("owners.csv"));
    expect(named.out).toMatch(/email of registry owner #[12] \(C-1\)/);
  });

  it("reads identifiers from a file, as one kind if told, and answers as JSON", async () => {
    writeFileSync(path("asked.txt"), "A32TRBM6QOXJ5H\r\n\r\nanna@example.org\r\n");
    const { out } = await lookup(
      "--from",
      path("asked.txt"),
      "--kind",
      "email",
      "--json",
      "--owners",
      path("owners.csv"),
    );
    const answers = out
      .trim()
      .split("\n")
      .map((line): unknown => JSON.parse(line));
    expect(answers).toMatchObject([
      { line: 1, known: false, hits: [] },
      { line: 3, known: true, hits: [{ kind: "email", reference: "C-1" }] },
    ]);
    await expect(lookup()).rejects.toThrow("no identifier is given");
    await expect(lookup("--from", path("nowhere"))).rejects.toThrow("nowhere cannot be read");
    await expect(lookup("x", "--owners", path("customers.csv"))).rejects.toThrow(
      "is no list of a registry's owners",
    );
  });
});
