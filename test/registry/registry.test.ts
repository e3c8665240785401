import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Interrupted } from "../../src/model/errors.ts";
import { STRONG_KINDS } from "../../src/model/kinds.ts";
import { findWritten, openOwners, openRegistry, registryInfo } from "../../src/registry/index.ts";
import { built, folderForTests, KEY } from "./support.ts";

const folder = folderForTests();
const path = (name: string): string => join(folder, name);

const TABLE = `owner,kind,identifier,from,until
C-1,account,A32TRBM6QOXJ5H,,
C-1,email,Anna@Example.org,,
C-2,device,G090LF1181840BFC,2016-01-01,2018-02-28
C-1,device,G090LF1181840BFC,2018-03-01,
C-3,phone,+49 170 1234567,,
`;

describe("a registry", () => {
  it("says whose an identifier is, in whatever way it is written", async () => {
    const { counts, bits, digest } = await built(TABLE, path("customers"), {
      ownersFile: path("owners.csv"),
    });
    expect(counts).toMatchObject({ identifiers: 4, owners: 3, rows: 5, shared: 1, tenures: 2, device: 2 });
    expect(bits).toBeGreaterThanOrEqual(80);
    const registry = openRegistry(path("customers"), KEY);
    expect(registry).toMatchObject({ identifiers: 4, owners: 3, bits, digest });
    const owners = openOwners(path("owners.csv"), digest);
    const whose = (text: string): readonly (string | undefined)[] =>
      findWritten(registry, text, undefined).map(({ owner }) => owners.referenceOf(owner));
    expect(whose("A32TRBM6QOXJ5H")).toEqual(["C-1"]);
    expect(whose("ANNA@example.org")).toEqual(["C-1"]);
    expect(whose("+49 (0)170 123 45 67")).toEqual(["C-3"]);
    expect(whose("A32TRBM6QOXJ5J")).toEqual([]);
    expect(whose("")).toEqual([]);
    registry.close();
    owners.close();
  });

  it("keeps every owner of a resold device, with days", async () => {
    await built(TABLE, path("resold"));
    const registry = openRegistry(path("resold"), KEY);
    const hits = registry.lookup("G090LF1181840BFC");
    expect(hits.map(({ from, until }) => `${from ?? ""}/${until ?? ""}`).toSorted()).toEqual([
      "2016-01-01/2018-02-28",
      "2018-03-01/",
    ]);
    expect(new Set(hits.map(({ owner }) => owner)).size).toBe(2);
    expect(registry.lookup("G090LF1181840BFC", "device")).toEqual(hits);
    expect(registry.lookup("G090LF1181840BFC", "account")).toEqual([]);
    registry.close();
  });

  it("answers as a plain table would, whatever the customers, and however often it is asked", async () => {
    const row = fc.record({
      owner: fc.integer({ min: 0, max: 40 }),
      kind: fc.constantFrom(...STRONG_KINDS.filter((kind) => kind !== "email" && kind !== "phone")),
      identifier: fc.integer({ min: 1, max: 60 }),
      days: fc.constantFrom(",", ",", ",", "2016-01-01,2018-02-28", "2018-03-01,", ",2020-12-31"),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(row, { minLength: 1, maxLength: 200 }), async (rows) => {
        const text = rows.map(
          ({ owner, kind, identifier, days }) => `C-${owner},${kind},ID${identifier}X,${days}\n`,
        );
        const { digest, counts } = await built(
          `owner,kind,identifier,from,until\n${text.join("")}`,
          path("any"),
          {
            ownersFile: path("any.csv"),
          },
        );
        expect(counts.owners).toBe(new Set(rows.map(({ owner }) => owner)).size);
        expect(counts.identifiers).toBe(new Set(rows.map(({ identifier }) => identifier)).size);
        const always = new Set(
          rows.filter(({ days }) => days === ",").map((one) => `${one.owner} ${one.kind} ${one.identifier}`),
        );
        const kept = rows.filter(
          (one) => one.days === "," || !always.has(`${one.owner} ${one.kind} ${one.identifier}`),
        );
        const registry = openRegistry(path("any"), KEY);
        const owners = openOwners(path("any.csv"), digest);
        // Round by round it reads from the file, through the filter, and from memory.
        for (let round = 0; round < 12; round++) {
          for (let identifier = 0; identifier <= 61; identifier++) {
            const found = registry
              .lookup(`ID${identifier}X`)
              .map(
                ({ owner, kind, from, until }) =>
                  `${owners.referenceOf(owner)} ${kind} ${from ?? ""},${until ?? ""}`,
              );
            const wanted = kept
              .filter((one) => one.identifier === identifier)
              .map(({ owner, kind, days }) => `C-${owner} ${kind} ${days}`);
            expect(found.toSorted()).toEqual([...new Set(wanted)].toSorted());
          }
        }
        registry.close();
        owners.close();
      }),
      { numRuns: 12 },
    );
  }, 60_000);

  it("has the same bytes for the same table and key", async () => {
    await built(TABLE, path("one"), { ownersFile: path("one.csv") });
    await built(TABLE, path("two"), { ownersFile: path("two.csv") });
    expect(readFileSync(path("one")).equals(readFileSync(path("two")))).toBe(true);
    expect(readFileSync(path("one.csv")).equals(readFileSync(path("two.csv")))).toBe(true);
  });

  it("holds no identifier, no reference and no key in clear, and only its owner can read it", async () => {
    await built(TABLE, path("keyed"));
    const bytes = readFileSync(path("keyed")).toString("latin1").toLowerCase();
    for (const secret of [
      "a32trbm6qoxj5h",
      "example.org",
      "g090lf",
      "c-1",
      KEY.hash.toString("latin1").toLowerCase(),
    ])
      expect(bytes).not.toContain(secret);
    if (process.platform !== "win32") expect(statSync(path("keyed")).mode & 0o777).toBe(0o600);
  });

  it("counts what is said twice, what names nobody, and what is of too many", async () => {
    const crowd = Array.from({ length: 300 }, (_, index) => `C-${index},email,service@acme.example,,\n`).join(
      "",
    );
    const { counts } = await built(
      `${TABLE}C-1,account,A32TRBM6QOXJ5H,,\nC-1,account,n/a,,\nC-1,phone,0,,\n${crowd}`,
      path("crowd"),
    );
    expect(counts).toMatchObject({ repeated: 1, placeholders: 2, crowded: 1, shared: 2, identifiers: 5 });
    const registry = openRegistry(path("crowd"), KEY);
    expect(registry.lookup("service@acme.example")).toHaveLength(255);
    registry.close();
  });
});

describe("building", () => {
  it("leaves nothing behind when it fails or is stopped", async () => {
    const own = path("own");
    mkdirSync(own);
    await expect(
      built("owner,kind,identifier\nC-1,email,nobody\n", join(own, "r"), { ownersFile: join(own, "o") }),
    ).rejects.toThrow();
    const stopped = new AbortController();
    stopped.abort();
    await expect(built(TABLE, join(own, "r"), { signal: stopped.signal })).rejects.toThrow(Interrupted);
    expect(readdirSync(own)).toEqual([]);
  });

  it("never writes over a file unless told to, nor over what it reads", async () => {
    writeFileSync(path("there"), "mine");
    await expect(built(TABLE, path("there"), { replaces: false })).rejects.toThrow(
      "there exists already; --force writes over it",
    );
    await expect(built(TABLE, path("new"), { replaces: false, ownersFile: path("there") })).rejects.toThrow(
      "exists already",
    );
    await expect(built(TABLE, path("there"), { inputs: [path("there")] })).rejects.toThrow(
      "it is one of the files that are read",
    );
    await expect(built(TABLE, path("same"), { ownersFile: path("same") })).rejects.toThrow(
      "cannot be one file",
    );
    await expect(built(TABLE, folder)).rejects.toThrow("it is a folder");
    await expect(built(TABLE, path("none/there"))).rejects.toThrow("the folder does not exist");
    expect(readFileSync(path("there"), "utf8")).toBe("mine");
    expect(existsSync(path("new"))).toBe(false);
    await built(TABLE, path("there"), { replaces: true });
    expect(registryInfo(path("there"), KEY, true).counts.owners).toBe(3);
  });

  it("refuses a table without any identifier", async () => {
    await expect(built("owner,kind,identifier\n", path("none"))).rejects.toThrow(
      "there is no identifier in it",
    );
    await expect(built("", path("none"))).rejects.toThrow("standard input: the file is empty");
  });
});

describe("the list of owners", () => {
  it("names every customer by number, in order, whatever the references", async () => {
    const references = [
      "=1+1",
      "+49",
      'Müller, "Anna"',
      "東京-7",
      ...Array.from({ length: 700 }, (_, index) => `C-${index}`),
    ];
    const cells = references.map(
      (reference, index) => `"${reference.replaceAll('"', '""')}",account,ACC-${index}\n`,
    );
    const { digest } = await built(`owner,kind,identifier\n${cells.join("")}`, path("many"), {
      ownersFile: path("many.csv"),
    });
    const registry = openRegistry(path("many"), KEY);
    const owners = openOwners(path("many.csv"), digest);
    for (const [index, reference] of references.entries()) {
      const [hit] = registry.lookup(`ACC-${index}`);
      expect(owners.referenceOf(hit?.owner ?? 0)).toBe(reference);
    }
    expect(owners.referenceOf(references.length + 1)).toBeUndefined();
    expect(readFileSync(path("many.csv"), "utf8")).toContain(`"'=1+1"`);
    registry.close();
    owners.close();
  });

  it("is refused with another registry, and when it is none", async () => {
    const first = await built(TABLE, path("first"), { ownersFile: path("first.csv") });
    const second = await built(`${TABLE}C-9,account,B00,,\n`, path("second"));
    expect(() => openOwners(path("first.csv"), second.digest)).toThrow(
      "first.csv is the list of another registry",
    );
    expect(() => openOwners(path("first"), first.digest)).toThrow("first is no list of a registry's owners");
    expect(() => openOwners(path("nowhere"), first.digest)).toThrow("there is no such file");
  });
});
