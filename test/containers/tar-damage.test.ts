import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { longHeader, paxHeader, writeTar, type TarMember } from "../../fixtures/support/tar-writer.ts";
import { BufferBytes } from "../../src/containers/bytes.ts";
import type { Container } from "../../src/containers/container.ts";
import { listTar } from "../../src/containers/tar.ts";
import { BOUNDS, isSound, observed, rangesOf } from "../support/containers.ts";

const ALPHA: TarMember = { path: "alpha.txt", bytes: Buffer.from("ALPHA\n") };
const BETA: TarMember = { path: "beta.txt", bytes: Buffer.from("BETA\n") };
const GAMMA: TarMember = { path: "gamma.txt", bytes: Buffer.from("GAMMA\n") };

function listed(tar: Buffer): Container {
  return listTar(new BufferBytes(tar), BOUNDS);
}

describe("bytes of a tar that belong to no file", () => {
  it("carves out what follows the end, as a tar of its own if it is one", () => {
    const text = listed(writeTar([ALPHA], { suffix: Buffer.from("\0\0ben@example.org\0\0\0") }));
    expect(observed(text)).toEqual(["unclaimed-bytes: [bytes 2050 to 2064]"]);
    expect(text.entries[1]).toMatchObject({ found: "carved", size: 15 });
    expect(text.unclaimed).toBe(15);
    const tail = writeTar([BETA]);
    for (const endBlocks of [1, 2, 20]) {
      const start = 1024 + endBlocks * 512;
      const container = listed(writeTar([ALPHA], { endBlocks, suffix: tail }));
      expect(container.entries[1]).toMatchObject({
        found: "carved",
        archive: "tar",
        locator: { ranges: [[start, tail.length]] },
      });
      expect(observed(container)).toEqual([
        `unclaimed-bytes: [bytes ${start} to ${start + tail.length - 1}]`,
      ]);
    }
  });

  it("carves out padding that is not zero, all of it as one entry", () => {
    const tar = writeTar([{ ...ALPHA, padding: 0x41 }, BETA, { ...GAMMA, padding: 0x42 }]);
    const container = listed(tar);
    const carved = container.entries[3];
    expect(carved).toMatchObject({
      found: "carved",
      path: "[bytes 518 to 1023 and 1 more]",
      packed: 1012,
      size: 1013,
    });
    expect(carved && rangesOf(new BufferBytes(tar), carved).toString()).toBe(
      `${"A".repeat(506)}\n${"B".repeat(506)}`,
    );
    expect(container.observations).toHaveLength(1);
    expect(container.unclaimed).toBe(1012);
  });

  it("goes on behind a damaged header with the next one, and carves out what lies between", () => {
    const tar = writeTar([ALPHA, { ...BETA, says: { checksum: 1 } }, GAMMA]);
    const container = listed(tar);
    expect(container.entries.map(({ path }) => path)).toEqual([
      "alpha.txt",
      "gamma.txt",
      "[bytes 1024 to 2047]",
    ]);
    expect(observed(container)).toEqual(["directory-damaged"]);
    expect(container.unclaimed).toBe(1024);
    expect(listed(Buffer.alloc(600, "no tar ")).entries).toMatchObject([{ found: "carved", size: 600 }]);
  });

  it("looks at what is left of a file that was cut off", () => {
    const tar = writeTar([ALPHA, { path: "big", bytes: Buffer.alloc(5000, "x") }]).subarray(0, 3000);
    const container = listed(tar);
    expect(container.entries[1]).toMatchObject({
      path: "big",
      size: 5000,
      unreadable: { reason: "damaged" },
    });
    expect(container.entries[2]).toMatchObject({ found: "carved", size: 3000 - 1536 });
  });

  it("counts no bytes twice where floods of headers or damage are built", () => {
    const flood = writeTar(
      Array.from({ length: 5000 }, (_, index) => paxHeader({ path: `p${index}`, [`k${index}`]: "v" })),
    );
    expect(isSound(listed(flood), flood.length)).toBe(true);
    const broken = Array.from({ length: 500 }, () => [ALPHA, { ...BETA, says: { checksum: 1 } }]).flat();
    const container = listed(writeTar([...broken, GAMMA]));
    expect(container.unclaimed).toBe(500 * 1024);
    expect(container.entries.filter(({ found }) => found === "carved")).toHaveLength(101);
  });
});

describe("any bytes", () => {
  const GOOD = writeTar([
    paxHeader({ comment: "global" }, "g"),
    longHeader("L", `${"n".repeat(120)}.txt`),
    ALPHA,
    { path: "folder/", type: "5" },
    paxHeader({ path: "größer.txt", "SCHILY.xattr.user.a": "b" }),
    BETA,
    { path: "link", type: "2", link: "alpha.txt" },
    { ...GAMMA, format: "gnu" },
  ]);

  it("cut off anywhere end in a container whose entries lie within them", () => {
    for (let end = 0; end <= GOOD.length; end += 7) {
      const tar = GOOD.subarray(0, end);
      expect(isSound(listed(tar), tar.length)).toBe(true);
    }
  });

  it("changed anywhere end in a container whose entries lie within them", () => {
    const change = fc.tuple(fc.nat(GOOD.length - 1), fc.nat(255));
    fc.assert(
      fc.property(fc.array(change, { minLength: 1, maxLength: 6 }), fc.boolean(), (changes, repair) => {
        const tar = Buffer.from(GOOD);
        for (const [at, byte] of changes) tar[at] = byte;
        if (repair) for (const [at] of changes) repairHeader(tar, at - (at % 512));
        return isSound(listed(tar), tar.length);
      }),
      { numRuns: 2000 },
    );
  });

  it("of any kind end in a container", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 3000 }), (bytes) =>
        isSound(listed(Buffer.from(bytes)), bytes.length),
      ),
    );
  });
});

/** Gives a changed block the checksum of a header, so that what it says is believed. */
function repairHeader(tar: Buffer, at: number): void {
  const block = tar.subarray(at, at + 512);
  block.fill(" ", 148, 156);
  const sum = block.reduce((total, byte) => total + byte, 0);
  block.write(`${sum.toString(8).padStart(6, "0")}\0 `, 148, "latin1");
}
