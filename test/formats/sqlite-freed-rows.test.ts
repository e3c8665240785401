import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { expect, test } from "vitest";
import { sqliteFormat } from "../../src/formats/sqlite/index.ts";
import { told } from "../support/bytes.ts";

/** The bytes of a database that `sql` made, in which nothing is overwritten that is deleted. */
function databaseOf(sql: string): Uint8Array {
  const folder = mkdtempSync(join(tmpdir(), "straycheck-test-"));
  try {
    const path = join(folder, "test.db");
    const database = new DatabaseSync(path);
    database.exec(`PRAGMA secure_delete = OFF; ${sql}`);
    database.close();
    return Uint8Array.from(readFileSync(path));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const accountKeys = ["customerId"];

function rows(from: number, to: number, customer: string): string {
  const values: string[] = [];
  for (let id = from; id <= to; id += 1) values.push(`(${id}, '${customer}', 'note ${id}', ${id * 1000})`);
  return `INSERT INTO orders VALUES ${values.join(", ")};`;
}

const TABLE = "CREATE TABLE orders (id INTEGER PRIMARY KEY, customerId TEXT, note TEXT, cents INTEGER);";

async function customersIn(sql: string): Promise<readonly string[]> {
  const seen = await told(sqliteFormat, databaseOf(sql), { accountKeys });
  expect(seen.refused).toBeUndefined();
  expect(seen.open).toBe(0);
  return seen.values;
}

function count(values: readonly string[], customer: string): number {
  return values.filter((value) => value.endsWith(`customerId=${customer}`)).length;
}

test("a deleted row between others is a record of its table, with a bare number in the column that it stood in", async () => {
  const values = await customersIn(
    `${TABLE} ${rows(1, 10, "C-104233")} ${rows(11, 11, "C-104277")} ${rows(12, 20, "C-104233")} DELETE FROM orders WHERE id = 11;`,
  );
  expect(count(values, "C-104277")).toBe(1);
  expect(count(values, "C-104233")).toBe(19);
});

test("rows that were deleted one after the other are all found, though each has lost its beginning", async () => {
  const values = await customersIn(
    `${TABLE} ${rows(1, 10, "C-104233")} ${rows(11, 13, "C-104277")} ${rows(14, 20, "C-104233")} DELETE FROM orders WHERE id BETWEEN 11 AND 13;`,
  );
  expect(count(values, "C-104277")).toBe(3);
});

test("rows whose first column is the customer's number are found, though its type is overwritten", async () => {
  const values = await customersIn(
    `CREATE TABLE orders (customerId TEXT, note TEXT, cents INTEGER);
     INSERT INTO orders VALUES ('C-104233', 'kettle', 1), ('C-104277', 'doorbell', 2), ('C-104233', 'tea', 3);
     DELETE FROM orders WHERE customerId = 'C-104277';`,
  );
  expect(count(values, "C-104277")).toBe(1);
});

test("rows in pages that were freed as a whole are found", async () => {
  const values = await customersIn(
    `${TABLE} ${rows(1, 40, "C-104233")} ${rows(41, 440, "C-104277")} DELETE FROM orders WHERE customerId = 'C-104277';`,
  );
  expect(count(values, "C-104277")).toBeGreaterThan(300);
  expect(count(values, "C-104233")).toBe(40);
});

test("rows are found as well where freed pages of a tree still point at one another", async () => {
  const values = await customersIn(
    `PRAGMA page_size = 512; ${TABLE} ${rows(1, 40, "C-104233")} ${rows(41, 6000, "C-104277")} DELETE FROM orders WHERE id > 40;`,
  );
  expect(count(values, "C-104277")).toBeGreaterThan(5000);
});

test("copies that SQLite leaves behind when it moves rows do not count again", async () => {
  const long = "x".repeat(300);
  const values = await customersIn(
    `PRAGMA page_size = 1024; ${TABLE} ${rows(1, 200, "C-104233")} UPDATE orders SET note = note || '${long}' WHERE id % 7 = 0;`,
  );
  // Each updated row may still stand there as it was before.
  expect(count(values, "C-104233")).toBeLessThanOrEqual(200 + 28);
  expect(values.every((value) => value.endsWith("=C-104233"))).toBe(true);
});

test("what was deleted from a table in which nothing names an owner is text, and no record", async () => {
  const values = await customersIn(
    `${TABLE} ${rows(1, 3, "C-104233")} CREATE TABLE articles (id INTEGER PRIMARY KEY, a TEXT, b TEXT, n INTEGER, m INTEGER);
     INSERT INTO articles VALUES (1, 'C-104277', 'kettle', 1, 2), (2, 'C-104278', 'tea', 3, 4), (3, 'x', 'y', 5, 6);
     DELETE FROM articles WHERE id = 2;`,
  );
  expect(values).toHaveLength(3);
});

test("a place in a deleted row says the table and the byte", async () => {
  const bytes = databaseOf(
    `${TABLE} ${rows(1, 3, "C-104233")} ${rows(4, 4, "C-104277")} ${rows(5, 6, "C-104233")} DELETE FROM orders WHERE id = 4;`,
  );
  const seen = await told(sqliteFormat, bytes, { accountKeys });
  expect(seen.places.some((place) => place.startsWith('deleted rows of table "orders", byte '))).toBe(true);
});

test("whatever bytes stand in free pages, the rows that are there are read, and nothing is invented for them", async () => {
  const bytes = databaseOf(
    `${TABLE} ${rows(1, 30, "C-104233")} ${rows(31, 300, "C-104277")} DELETE FROM orders WHERE customerId = 'C-104277';`,
  );
  for (let seed = 1; seed <= 8; seed += 1) {
    const broken = Uint8Array.from(bytes);
    let state = seed;
    // Behind the pages that are in use.
    for (let at = 3 * 4096; at < broken.length; at += 1) {
      state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
      if (state % 3 === 0) broken[at] = state >>> 24;
    }
    const seen = await told(sqliteFormat, broken, { accountKeys });
    expect(seen.open).toBe(0);
    expect(count(seen.values, "C-104233")).toBeLessThanOrEqual(30);
  }
});
