import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  utimesSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import fc from "fast-check";
import { expect, test } from "vitest";
import { createPrivateFile, sweepLeftOvers } from "../../src/formats/sqlite/copy.ts";
import { sqliteJournalFormat } from "../../src/formats/sqlite/journal.ts";
import { sqliteFormat } from "../../src/formats/sqlite/index.ts";
import { joined, latin1, told } from "../support/bytes.ts";

/** The bytes of a database that `sql` made. */
function databaseOf(sql: string): Uint8Array {
  const folder = mkdtempSync(join(tmpdir(), "straycheck-test-"));
  try {
    const path = join(folder, "test.db");
    const database = new DatabaseSync(path);
    database.exec(sql);
    database.close();
    return Uint8Array.from(readFileSync(path));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const ORDERS = `
  CREATE TABLE orders (id INTEGER PRIMARY KEY, customerId TEXT, note TEXT);
  INSERT INTO orders VALUES (1, 'C-104233', 'kettle'), (2, 'C-104277', 'doorbell');
`;
const accountKeys = ["customerId"];

test("every row of every table is read, with a place that a person can find again", async () => {
  const bytes = databaseOf(`${ORDERS} CREATE TABLE keyed (customerId PRIMARY KEY, x) WITHOUT ROWID;
    INSERT INTO keyed VALUES ('C-5', 1);`);
  for (const chunkBytes of [1, 7, bytes.length]) {
    const seen = await told(sqliteFormat, bytes, { chunkBytes, accountKeys });
    expect(seen.refused).toBeUndefined();
    expect(seen.values).toEqual([
      "orders:[]:customerId=C-104233",
      "orders:[]:customerId=C-104277",
      "keyed:[]:customerId=C-5",
    ]);
    expect(seen.places).toContain('table "orders", row 2');
    expect(seen.consumed).toBe(bytes.length);
    expect(seen.open).toBe(0);
  }
});

test("numbers keep all their digits, and are handed over as text", async () => {
  const bytes = databaseOf(
    "CREATE TABLE t (customerId); INSERT INTO t VALUES (9223372036854775807), (1.5), (NULL), (x'433d31')",
  );
  const seen = await told(sqliteFormat, bytes, { accountKeys });
  expect(seen.values.map((value) => value.split("=").slice(1).join("="))).toEqual([
    "9223372036854775807",
    "1.5",
    "C=1",
  ]);
  expect(seen.decoded).toContain("9223372036854775807");
});

test("a text is read past a zero in it", async () => {
  const bytes = databaseOf(
    "CREATE TABLE t (customerId); INSERT INTO t VALUES ('C-1' || char(0) || ' C-104277')",
  );
  const seen = await told(sqliteFormat, bytes, { accountKeys });
  expect([...seen.values, ...seen.texts].join("\n")).toContain("C-104277");
});

test("a database whose changes are kept in a file of their own is opened without it", async () => {
  const bytes = databaseOf(`PRAGMA journal_mode=WAL; ${ORDERS}`);
  expect(bytes[18]).toBe(2);
  const seen = await told(sqliteFormat, bytes, { accountKeys });
  expect(seen.values).toHaveLength(2);
  expect(seen.refused).toBeUndefined();
});

test("what deleted rows left behind is found", async () => {
  const rows = Array.from({ length: 400 }, (_, index) => `('account: C-9${index}', '${"x".repeat(90)}')`);
  const bytes = databaseOf(
    `${ORDERS} CREATE TABLE gone (a, b); INSERT INTO gone VALUES ${rows.join(",")}; DROP TABLE gone;
     DELETE FROM orders WHERE id = 2;`,
  );
  const seen = await told(sqliteFormat, bytes, { accountKeys });
  expect(seen.refused).toBeUndefined();
  const texts = seen.texts.join("\n");
  expect(texts).toContain("account: C-9399");
  expect(texts).toContain("104277doorbell");
});

test("the schema's own text is read, comments included", async () => {
  const bytes = databaseOf("CREATE TABLE t (a -- account: C-104277\n)");
  const seen = await told(sqliteFormat, bytes);
  expect(seen.texts.join("\n")).toContain("-- account: C-104277");
});

test("views are never run, so one that would never end does not matter", async () => {
  const bytes = databaseOf(`${ORDERS}
    CREATE VIEW endless AS WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM c) SELECT count(*) FROM c;`);
  const seen = await told(sqliteFormat, bytes, { accountKeys });
  expect(seen.values).toHaveLength(2);
  expect(seen.facts).toContain("views, not run=1");
});

test("columns of a full-text search are called by their names", async () => {
  for (const module of ["fts5", "fts4"]) {
    const bytes =
      databaseOf(`CREATE VIRTUAL TABLE mails USING ${module}(subject, customerId, tokenize=porter);
      INSERT INTO mails VALUES ('hello', 'C-104277');`);
    const seen = await told(sqliteFormat, bytes, { accountKeys });
    expect(seen.values).toEqual(["mails:[]:customerId=C-104277"]);
  }
});

test("JSON in a cell is read, and files in cells become entries", async () => {
  const png = Buffer.concat([Buffer.from("\x89PNG\r\n\x1a\n", "latin1"), Buffer.alloc(100)]).toString("hex");
  const bytes = databaseOf(`CREATE TABLE t (body, picture);
    INSERT INTO t VALUES ('{"customerId": "C-104277", "a": [', x'${png}'), ('[{"customerId": "C-1"}]', NULL);`);
  const seen = await told(sqliteFormat, bytes, { accountKeys });
  expect(seen.values).toEqual(["customerId=C-104277", "[]:customerId=C-1"]);
  expect(seen.embedded.map(({ name }) => name)).toEqual(["picture"]);
  expect(seen.open).toBe(0);
});

test("a long value, which lies in several pages, is handed over whole", async () => {
  const long = `${"y".repeat(4030)}C-104277${"z".repeat(9000)}`;
  const seen = await told(sqliteFormat, databaseOf(`CREATE TABLE t (a); INSERT INTO t VALUES ('${long}')`));
  expect(seen.decoded).toContain(long);
});

test("what follows the last page is not the database's, unless it is zeros", async () => {
  const bytes = databaseOf(ORDERS);
  expect((await told(sqliteFormat, joined(bytes, latin1("more")))).consumed).toBe(bytes.length);
  expect((await told(sqliteFormat, joined(bytes, new Uint8Array(9)), { chunkBytes: 100 })).consumed).toBe(
    bytes.length + 9,
  );
});

test("a cut-off database is damaged, and what is left of it is read", async () => {
  const rows = Array.from(
    { length: 900 },
    (_, index) => `(${index + 10}, 'C-7${index}', '${"n".repeat(50)}')`,
  );
  const bytes = databaseOf(`${ORDERS} INSERT INTO orders VALUES ${rows.join(",")}`);
  const seen = await told(sqliteFormat, bytes.subarray(0, bytes.length - 5000), { accountKeys });
  expect(seen.refused?.reason).toBe("damaged");
  expect(seen.values.length).toBeGreaterThan(100);
  expect(seen.open).toBe(0);
});

test("a database over the limit is not copied", async () => {
  const seen = await told(sqliteFormat, databaseOf(ORDERS), { limits: { maxWholeBytes: 4096 } });
  expect(seen.refused?.reason).toBe("over-limit");
});

test("nothing is left in the folder for temporary files", async () => {
  const { TMPDIR } = process.env;
  const folder = mkdtempSync(join(tmpdir(), "straycheck-test-"));
  const bytes = databaseOf(ORDERS);
  try {
    process.env.TMPDIR = folder;
    await told(sqliteFormat, bytes);
    await told(sqliteFormat, latin1("SQLite format 3\0 and no more"));
    expect(readdirSync(folder)).toEqual([]);
  } finally {
    if (TMPDIR === undefined) delete process.env.TMPDIR;
    else process.env.TMPDIR = TMPDIR;
    rmSync(folder, { recursive: true });
  }
});

test("a file that loses its name is gone, however its process ends; folders that are left over are deleted", () => {
  const file = createPrivateFile();
  expect(statSync(file.path).mode & 0o077).toBe(0);
  file.unname();
  if (process.platform !== "win32") expect(existsSync(file.path)).toBe(false);
  file.write(latin1("secret"), 0);
  file.remove();
  const folder = mkdtempSync(join(tmpdir(), "straycheck-test-"));
  const paths = ["straycheck-sqlite-old", "straycheck-sqlite-new", "straycheck-other"].map((name) =>
    join(folder, name),
  );
  for (const path of paths) mkdirSync(path);
  utimesSync(join(folder, "straycheck-sqlite-old"), 1000, 1000);
  utimesSync(join(folder, "straycheck-other"), 1000, 1000);
  sweepLeftOvers(folder, 2_000_000);
  expect(paths.map((path) => existsSync(path))).toEqual([false, true, true]);
  sweepLeftOvers(join(folder, "not there"), 2_000_000);
  rmSync(folder, { recursive: true });
});

test("cut anywhere or changed anywhere, it is read, or it is refused", { timeout: 60_000 }, async () => {
  const bytes = databaseOf(`PRAGMA page_size=512; ${ORDERS} CREATE INDEX i ON orders (note);
    CREATE TABLE gone (a); INSERT INTO gone VALUES ('${"g".repeat(3000)}'); DROP TABLE gone;`);
  const mutation = fc.tuple(fc.nat(bytes.length - 1), fc.nat(255));
  await fc.assert(
    fc.asyncProperty(
      fc.nat(bytes.length),
      fc.array(mutation, { maxLength: 6 }),
      fc.boolean(),
      async (length, changes, cut) => {
        const mutant = Uint8Array.from(bytes.subarray(0, cut ? length : bytes.length));
        for (const [at, value] of changes) if (at < mutant.length) mutant[at] = value;
        const seen = await told(sqliteFormat, mutant, { accountKeys });
        expect(seen.open).toBe(0);
        if (seen.refused === undefined) {
          const text = [...seen.values, ...seen.texts].join("\n");
          // A column of another name means nothing here.
          const isThere = ["C-104277", "(id INTEGER PRIMARY KEY, customerId TEXT"].every((piece) =>
            Buffer.from(mutant).includes(piece),
          );
          expect(!isThere || text.includes("C-104277")).toBe(true);
        }
      },
    ),
    { numRuns: 300 },
  );
});

test("changes beside a database are recognised, and their text is read; an empty log holds nothing", async () => {
  const log = joined("\x37\x7f\x06\x82", new Uint8Array(28));
  expect(sqliteJournalFormat.sniff(log, "x")).toBe(3);
  expect((await told(sqliteJournalFormat, log)).consumed).toBe(32);
  const seen = await told(sqliteJournalFormat, joined(log, "\0\0account: C-104277\0\0"));
  expect(seen.refused?.reason).toBe("unsupported-format");
  expect(seen.texts).toEqual(["account: C-104277"]);
});

test("the index of a log says nothing of anybody: it is furniture, and text in it is found", async () => {
  const header = new Uint8Array(48);
  new DataView(header.buffer).setUint32(0, 3_007_000, true);
  const index = joined(header, header, new Uint8Array(32_768 - 96));
  expect(sqliteJournalFormat.sniff(index, "a.db-shm")).toBe(3);
  const seen = await told(sqliteJournalFormat, index);
  expect([seen.refused, seen.consumed, seen.marks]).toEqual([undefined, 32_768, ["furniture"]]);
  index.set(latin1("account: C-104277"), 4096);
  expect((await told(sqliteJournalFormat, joined(index, "x"))).texts).toEqual(["account: C-104277"]);
  expect((await told(sqliteJournalFormat, joined(index, "x"))).consumed).toBe(32_768);
  expect(sqliteJournalFormat.sniff(joined(header, new Uint8Array(48)), "a.db-shm")).toBe(0);
});

test("rectangles of a search for places are no records, what is kept beside them is", async () => {
  const plain = databaseOf(`${ORDERS} CREATE VIRTUAL TABLE area USING rtree(id, x0, x1);
    INSERT INTO area VALUES (1, 1.5, 2.5);`);
  const seen = await told(sqliteFormat, plain, { accountKeys });
  expect(seen.values).toEqual(["orders:[]:customerId=C-104233", "orders:[]:customerId=C-104277"]);
  expect(seen.places.filter((place) => place.includes("area"))).toEqual([]);
  const kept = databaseOf(`CREATE VIRTUAL TABLE area USING rtree(id, x0, x1, +note TEXT, +customerId TEXT);
    INSERT INTO area VALUES (1, 1.5, 2.5, 'n', 'C-104277');`);
  expect((await told(sqliteFormat, kept, { accountKeys })).values).toEqual(["area:[]:customerId=C-104277"]);
});

test("texts that a view names as a column are read without running it", async () => {
  const bytes = databaseOf(`CREATE TABLE t (x); INSERT INTO t VALUES ('it''s');
    CREATE VIEW v AS SELECT 'O''Hara' AS other, 'C-104277' AS "customerId", x FROM t WHERE x <> 'y';
    CREATE VIEW w AS SELECT 'C-1' AS customerId, 'never closed' FROM t;`);
  const seen = await told(sqliteFormat, bytes, { accountKeys });
  expect(seen.values).toEqual(["v:[]:customerId=C-104277", "w:[]:customerId=C-1"]);
  expect(seen.places).toContain('view "v"');
  expect(seen.open).toBe(0);
});

test("JSON in SQLite's own form is read like its text", async () => {
  const bytes = databaseOf(`CREATE TABLE t (data);
    INSERT INTO t VALUES (jsonb('{"on": true, "customerId": "C-104277"}')), (jsonb('[{"customerId": "C-1"}]')),
      (x'4b00'), (x'3c6e6f206a736f6e3e');`);
  const seen = await told(sqliteFormat, bytes, { accountKeys });
  expect(seen.values.map((value) => value.replace(/^.*:/, ""))).toEqual([
    "customerId=C-104277",
    "customerId=C-1",
  ]);
});

test("a number that was stored with a fraction and lost digits is not taken for what it was", async () => {
  const bytes = databaseOf(`CREATE TABLE t (customerId REAL);
    INSERT INTO t VALUES (12345678), (9007199254740994);`);
  const seen = await told(sqliteFormat, bytes, { accountKeys });
  expect(seen.values).toEqual(["t:[]:customerId=12345678", "t:[]:customerId=9.007199254740994e+15"]);
});
