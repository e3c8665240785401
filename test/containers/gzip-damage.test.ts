import { gzipSync } from "node:zlib";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { BufferBytes } from "../../src/containers/bytes.ts";
import { listGzip } from "../../src/containers/gzip.ts";
import { NotInspected } from "../../src/model/errors.ts";
import { BOUNDS, isSound, observed } from "../support/containers.ts";
import { content, largeBytes, listed, member, MiB, TEXT } from "../support/gzip.ts";

describe("a damaged gzip file", () => {
  const good = member(TEXT, { name: "name" });
  const cases: readonly (readonly [string, Buffer, string])[] = [
    ["cut off in its header", good.subarray(0, 12), "damaged"],
    ["cut off in its data", good.subarray(0, 40), "damaged"],
    ["cut off in its trailer", good.subarray(0, -1), "damaged"],
    ["with another checksum", member(TEXT, { says: { crc: 1 } }), "checksum-mismatch"],
    ["with another length", member(TEXT, { says: { size: 1 } }), "checksum-mismatch"],
    ["with flags nobody knows", member(TEXT, { flags: 0x80 }), "damaged"],
    [
      "with another compression method",
      Buffer.concat([Buffer.from([0x1f, 0x8b, 7]), good.subarray(3)]),
      "damaged",
    ],
    ["with a name without end", Buffer.concat([good.subarray(0, 10), Buffer.alloc(2 * MiB, "n")]), "damaged"],
    ["with a second member that is cut off", Buffer.concat([good, good.subarray(0, 40)]), "damaged"],
    ["that is empty", Buffer.alloc(0), "damaged"],
  ];
  it.each(cases)("%s cannot be read", async (_, gzip, reason) => {
    const container = await listed(gzip);
    expect(container.entries.map(({ unreadable }) => unreadable?.reason)).toEqual([reason]);
    expect(isSound(container, gzip.length)).toBe(true);
    const error: unknown = await content(new BufferBytes(gzip), container.entries[0]).catch(
      (thrown: unknown) => thrown,
    );
    expect(error).toBeInstanceOf(NotInspected);
    expect(error).toMatchObject({ reason });
  });

  it("of which only the header's checksum is wrong is read, and it is told", async () => {
    const container = await listed(member(TEXT, { name: "a", headerChecksum: 1 }));
    expect(container.entries[0]?.unreadable).toBeUndefined();
    expect(observed(container)).toEqual(["directory-damaged: a"]);
  });

  it("that changed since it was listed is not read as if it had not", async () => {
    const bytes = new BufferBytes(Buffer.concat([member(TEXT), member(TEXT)]));
    const { entries } = await listGzip(bytes, "a.gz", BOUNDS, () => {});
    const [entry] = entries;
    if (entry?.locator.in !== "gzip") throw new Error("no gzip entry");
    const shorter = { ...entry, locator: { ...entry.locator, size: TEXT.length } };
    await expect(content(bytes, shorter)).rejects.toMatchObject({ reason: "size-mismatch" });
    const longer = { ...entry, locator: { ...entry.locator, size: 3 * TEXT.length } };
    await expect(content(bytes, longer)).rejects.toMatchObject({ reason: "size-mismatch" });
  });
});

describe("limits", () => {
  const bomb = member(Buffer.alloc(20 * MiB));

  it("end the measuring of what is too large or expands too much", async () => {
    for (const bounds of [
      { maxBytes: 5 * MiB },
      { maxEntryBytes: 5 * MiB },
      { ratioFloorBytes: 5 * MiB, maxRatio: 200 },
    ]) {
      const container = await listed(bomb, bounds);
      expect(container.entries[0]?.unreadable?.reason).toBe("over-limit");
      expect(container.entries[0]?.size).toBeLessThanOrEqual(7 * MiB);
    }
    expect(
      (await listed(bomb, { ratioFloorBytes: MiB, maxRatio: 2000 })).entries[0]?.unreadable,
    ).toBeUndefined();
  });

  it("end a flood of empty members", async () => {
    const flood = Buffer.concat(Array.from({ length: 300 }, () => member(Buffer.alloc(0))));
    expect((await listed(flood, { maxEntries: 299 })).entries[0]?.unreadable?.reason).toBe("over-limit");
    expect((await listed(flood, { maxEntries: 300 })).entries[0]?.unreadable).toBeUndefined();
  });

  it("report progress while nothing comes out", async () => {
    let calls = 0;
    const flood = Buffer.concat(Array.from({ length: 50 }, () => member(Buffer.alloc(0))));
    await listGzip(new BufferBytes(flood), "a.gz", BOUNDS, () => calls++);
    expect(calls).toBeGreaterThanOrEqual(50);
  });
});

describe("any bytes", () => {
  const GOOD = Buffer.concat([
    member(TEXT, { name: "name", comment: "comment", extra: Buffer.from("XX\0\0"), headerChecksum: 0 }),
    gzipSync(largeBytes(300 * 1024)),
    Buffer.alloc(100),
  ]);

  it("cut off or changed anywhere end in a container, and in the same bytes or a reason when read", async () => {
    const change = fc.tuple(fc.oneof(fc.nat(120), fc.nat(GOOD.length - 1)), fc.nat(255));
    await fc.assert(
      fc.asyncProperty(
        fc.array(change, { maxLength: 3 }),
        fc.option(fc.nat(GOOD.length)),
        async (changes, cut) => {
          const gzip = Buffer.from(GOOD.subarray(0, cut ?? GOOD.length));
          for (const [at, byte] of changes) if (at < gzip.length) gzip[at] = byte;
          const container = await listed(gzip);
          expect(isSound(container, gzip.length)).toBe(true);
          const [entry] = container.entries;
          const read = await content(new BufferBytes(gzip), entry).catch((error: unknown) => error);
          if (entry?.unreadable !== undefined)
            expect(read).toMatchObject({ reason: entry.unreadable.reason });
          else expect(read).toHaveLength(entry?.size ?? -1);
        },
      ),
      { numRuns: 300 },
    );
  });
});
