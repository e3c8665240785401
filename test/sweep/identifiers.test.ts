import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { canonical } from "../../src/model/identifier.ts";
import type { Kind } from "../../src/model/kinds.ts";
import { IdentifierScanner, WantedTable } from "../../src/sweep/identifiers.ts";

/** Offsets at which identifiers are found, by their index. */
function search(
  wanted: readonly (readonly [kind: Kind, written: string])[],
  bytes: Uint8Array,
  chunkBytes = bytes.length,
): [index: number, offset: number][] {
  const table = new WantedTable(
    wanted.map(([kind, written]) => ({ kind, key: canonical(kind, written) ?? "" })),
  );
  const found: [number, number][] = [];
  const scanner = new IdentifierScanner(table, (index, offset) => found.push([index, offset]));
  for (let at = 0; at < bytes.length; at += chunkBytes) {
    const chunk = Buffer.from(bytes.subarray(at, at + chunkBytes));
    scanner.push(chunk);
    chunk.fill(0x41);
  }
  scanner.end();
  return found.sort((a, b) => a[1] - b[1] || a[0] - b[0]);
}

const text = (line: string): Buffer => Buffer.from(line, "utf8");
const ACCOUNT = "A32TRBM6QOXJ5H";

describe("searching bytes for identifiers", () => {
  it("finds them as whole words only", () => {
    const found = search([["account", ACCOUNT]], text(`x ${ACCOUNT}, ${ACCOUNT}7 B${ACCOUNT} "${ACCOUNT}"`));
    expect(found.map(([, offset]) => offset)).toEqual([2, 51]);
  });

  it("finds them in UTF-16 of either order, at even and odd offsets", () => {
    const wide = Buffer.from(` ${ACCOUNT} `, "utf16le");
    const big = Buffer.from(wide).swap16();
    for (const bytes of [wide, big]) {
      expect(search([["account", ACCOUNT]], bytes)).toHaveLength(1);
      expect(search([["account", ACCOUNT]], Buffer.concat([Buffer.from("\x01"), bytes]))).toHaveLength(1);
    }
  });

  it("compares them as their kind does: addresses in any case, accounts as written", () => {
    expect(search([["email", "ben@example.net"]], text("To: Ben@Example.NET"))).toEqual([[0, 4]]);
    expect(search([["account", ACCOUNT]], text(ACCOUNT.toLowerCase()))).toEqual([]);
  });

  it("knows a phone number in the ways people write it", () => {
    const ways = [
      "+49 170 1234567",
      "0049 170 1234567",
      "0170/1234567",
      "+49 (0) 170 12 34 567",
      "01701234567",
    ];
    for (const way of ways)
      expect(search([["phone", "+491701234567"]], text(`tel ${way}.`)), way).toHaveLength(1);
    expect(search([["phone", "+491701234567"]], text("+49 170 1234568"))).toEqual([]);
  });

  it("knows serials and UUIDs with and without their separators", () => {
    const uuid = "2f8a1c3e-0b4d-4e5f-8a9b-0c1d2e3f4a5b";
    expect(search([["device", "G090LF1181840BFC"]], text("serial G090-LF11-8184-0BFC"))).toEqual([[0, 7]]);
    expect(search([["household", uuid]], text(uuid.replaceAll("-", "").toUpperCase()))).toEqual([[0, 0]]);
    expect(search([["household", uuid]], text(`{${uuid.toUpperCase()}}`))).toHaveLength(1);
  });

  it("takes escapes of line breaks and characters for borders", () => {
    for (const escaped of ["\\n", "\\r\\n", "\\t", "\\u00e4", '\\"', "\\/"]) {
      const bytes = text(`{"a":"hello${escaped}${ACCOUNT}${escaped}there"}`);
      expect(search([["account", ACCOUNT]], bytes), escaped).toHaveLength(1);
      expect(
        search([["email", "ben@example.net"]], text(`"a${escaped}ben@example.net"`)),
        escaped,
      ).toHaveLength(1);
    }
    expect(search([["account", "nordlicht7"]], text("C:\\nordlicht7\\x"))).toHaveLength(1);
  });

  it("does not look for what is shorter than eight characters", () => {
    expect(search([["account", "C-10427"]], text("C-10427"))).toEqual([]);
    expect(search([["account", "C-104277"]], text("C-104277"))).toEqual([[0, 0]]);
  });

  it("keeps marks at the ends of an identifier", () => {
    expect(search([["account", "_ben.account_"]], text("x _ben.account_ y"))).toHaveLength(1);
    expect(search([["account", "_ben.account_"]], text("x ben.account y"))).toEqual([]);
  });

  it("finds them in any script, in any encoding, however long and with whatever marks in them", () => {
    const keys = [
      "müller-konto-17",
      "日本語の顧客番号",
      "ben____account",
      "a.b.c.d.e.f.g.h.i.j.k.l.m.n.o.p.q.r.s",
      `C-${"x7".repeat(255)}`,
      "_____b7______",
    ];
    for (const key of keys) {
      const wide = Buffer.from(`x ${key} x`, "utf16le");
      const ways = [text(`x ${key} x`), wide, Buffer.from(wide).swap16()];
      for (const [way, bytes] of ways.entries())
        for (const size of [1, 7, 64, bytes.length])
          expect(search([["account", key]], bytes, size), `${key} ${way} ${size}`).toEqual([
            [0, way === 0 ? 2 : way === 2 && /^[ -ÿ]+$/.test(key) ? 5 : 4],
          ]);
    }
    expect(search([["account", "müller-konto-17"]], Buffer.from("müller-konto-17", "latin1"))).toHaveLength(
      1,
    );
    expect(search([["account", "müller-konto-17"]], text("xmüller-konto-17 müller-konto-171"))).toEqual([]);
  });

  it("takes no part of something longer for the whole", () => {
    const ben: readonly (readonly [Kind, string])[] = [["email", "ben@example.net"]];
    for (const other of [
      "x.ben@example.net",
      "a+ben@example.net",
      "ben@example.net.au",
      "ben@example.network",
    ])
      expect(search(ben, text(`To: ${other}, x`)), other).toEqual([]);
    for (const same of [
      "ben@example.net.",
      "<ben@example.net>",
      "mailto:ben@example.net",
      "- ben@example.net.txt",
    ])
      expect(search(ben, text(same)), same).toHaveLength(1);
    const digits: readonly (readonly [Kind, string])[] = [["account", "13743211"]];
    expect(search(digits, text("48.13743211 13743211-0b4d-4e5f-8a9b-0c1d2e3f4a5b"))).toEqual([]);
    expect(search(digits, text("48,13743211 C-13743211"))).toHaveLength(2);
  });

  it("knows the country of a number, and the ways to leave it out", () => {
    const german: readonly (readonly [Kind, string])[] = [["phone", "+491701234567"]];
    expect(search(german, text("0701 234567, 091701234567"))).toEqual([]);
    expect(search([["phone", "+34612345678"]], text("612 345 678"))).toHaveLength(1);
    expect(search([["phone", "+34612345678"]], text("612345678"))).toEqual([]);
    const many = text("+49 (0)170 1234567 ".repeat(40));
    for (const size of [1, 13, 100, 257]) expect(search(german, many, size), `${size}`).toHaveLength(40);
  });

  it("does not take a part of the subject's own identifier for a stranger's", () => {
    const wanted = [{ kind: "account", key: "12345678" }] as const;
    const found: number[] = [];
    const scanner = new IdentifierScanner(new WantedTable(wanted, ["12345678-4711"]), (_, at) =>
      found.push(at),
    );
    scanner.look("12345678-4711 12345678-4712 12345678");
    expect(found).toEqual([14, 28]);
  });

  it("finds the same whatever the chunks are", () => {
    const kinds: readonly (readonly [Kind, string])[] = [
      ["account", ACCOUNT],
      ["email", "ben.b@example.net"],
      ["phone", "+491701234567"],
      ["account", "amzn1.account.AHVR7AAM7TKHMHZP33O45L6YMBNQ"],
      ["account", "kötte____17"],
      ["device", "G090LF1181840BFC"],
    ];
    const piece = fc.oneof(
      fc.constantFrom(...kinds.map(([, written]) => text(written))),
      fc.constantFrom(
        Buffer.from(ACCOUNT, "utf16le"),
        text("+49 170 1234567"),
        text("+49 (0)170 1234567"),
        text("G090-LF11-8184-0BFC"),
        Buffer.from("kötte____17", "utf16le").swap16(),
        text("ä"),
        text("\0"),
        text(" "),
      ),
      fc.uint8Array({ maxLength: 40 }).map((bytes) => Buffer.from(bytes)),
      fc.string({ maxLength: 40 }).map(text),
    );
    fc.assert(
      fc.property(
        fc.array(piece, { maxLength: 60 }),
        fc.array(fc.constant("1234 abcd "), { maxLength: 900 }),
        fc.integer({ min: 1, max: 9000 }),
        (pieces, filling, size) => {
          const bytes = Buffer.concat([...pieces, text(filling.join("")), ...pieces]);
          expect(search(kinds, bytes, size)).toEqual(search(kinds, bytes));
        },
      ),
      { numRuns: 200 },
    );
  });

  it("finds every planted identifier that stands between borders", () => {
    const border = fc.constantFrom(" ", "\n", '"', "\0\0", "<", "\xff", ": ");
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.string({ maxLength: 30 }), border)), border, (parts, last) => {
        const noise = parts.map(([word, edge]) => `${word}${edge}`).join("");
        const bytes = Buffer.concat([text(noise), text(`\n${ACCOUNT}${last}`), text(noise)]);
        expect(search([["account", ACCOUNT]], bytes, 64)).not.toEqual([]);
      }),
    );
  });
});
