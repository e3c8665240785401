import { describe, expect, it } from "vitest";
import {
  longHeader,
  paxHeader,
  tarMember,
  writeTar,
  type TarMember,
} from "../../fixtures/support/tar-writer.ts";
import { BufferBytes } from "../../src/containers/bytes.ts";
import type { Container } from "../../src/containers/container.ts";
import { listTar } from "../../src/containers/tar.ts";
import { BOUNDS, observed, rangesOf } from "../support/containers.ts";

const ALPHA: TarMember = { path: "alpha.txt", bytes: Buffer.from("ALPHA\n") };
const BETA: TarMember = { path: "beta.txt", bytes: Buffer.from("BETA\n") };
const GAMMA: TarMember = { path: "gamma.txt", bytes: Buffer.from("GAMMA\n") };

function listed(tar: Buffer): Container {
  return listTar(new BufferBytes(tar), BOUNDS);
}

/** `path=content` of what can be read, `path!reason` of the rest; carved entries in brackets by their nature. */
function shown(tar: Buffer): string[] {
  const bytes = new BufferBytes(tar);
  return listTar(bytes, BOUNDS).entries.map((entry) => {
    if (entry.unreadable !== undefined) return `${entry.path}!${entry.unreadable.reason}`;
    if (entry.kind === "directory") return entry.path;
    return `${entry.path}=${rangesOf(bytes, entry).toString("latin1").replace(/\n$/, "")}`;
  });
}

describe("members of a tar", () => {
  it("lists files of every layout with their content, and nothing else", () => {
    for (const format of ["v7", "ustar", "gnu"] as const) {
      const tar = writeTar([
        { path: "folder/", type: "5", format },
        { ...ALPHA, format },
        { path: "empty", format },
        { ...BETA, type: "\0", format },
      ]);
      expect(shown(tar)).toEqual(["folder/", "alpha.txt=ALPHA", "empty=", "beta.txt=BETA"]);
      expect(listed(tar)).toMatchObject({ kind: "tar", bytes: tar.length, observations: [], unclaimed: 0 });
    }
  });

  it("joins prefix and name only where the layout has a prefix, and says where readers see one all the same", () => {
    expect(shown(writeTar([{ ...ALPHA, prefix: "folder" }]))).toEqual(["folder/alpha.txt=ALPHA"]);
    for (const format of ["v7", "gnu"] as const) {
      const container = listed(writeTar([{ ...ALPHA, format, prefix: "A3XXXXXXXXX" }]));
      expect(observed(container)).toEqual(["name-disagrees: alpha.txt"]);
      expect(container.notes.map(({ text }) => text)).toContain("A3XXXXXXXXX");
    }
    // An incremental archive of GNU tar has two times there.
    const incremental = writeTar([{ ...ALPHA, format: "gnu", prefix: "15162732537 15162732537 " }]);
    expect(listed(incremental).observations).toEqual([]);
  });

  it("takes names and link targets from the extended headers of pax and GNU", () => {
    const long = `${"folder/".repeat(30)}name.txt`;
    expect(shown(writeTar([longHeader("L", long), { ...ALPHA, path: long.slice(0, 100) }]))).toEqual([
      `${long}=ALPHA`,
    ]);
    expect(
      shown(writeTar([paxHeader({ path: "größer.txt" }), { ...ALPHA, path: "gr??er.txt" }, BETA])),
    ).toEqual(["größer.txt=ALPHA", "beta.txt=BETA"]);
    const link = listed(
      writeTar([longHeader("K", long), { path: "link", type: "2", link: long.slice(0, 100) }]),
    );
    expect(link.entries[0]?.unreadable?.reason).toBe("link");
    expect(link.notes.map(({ text }) => text)).toEqual([long]);
    expect(link.observations).toEqual([]);
  });

  it("reads a size from the binary form and from pax", () => {
    const field = Buffer.from("800000000000000000000006", "hex");
    expect(shown(writeTar([{ ...ALPHA, says: { size: field } }, BETA]))).toEqual([
      "alpha.txt=ALPHA",
      "beta.txt=BETA",
    ]);
    const nineGigabytes = 9 * 1024 ** 3;
    const huge = listed(
      writeTar([paxHeader({ size: String(nineGigabytes) }), { ...ALPHA, says: { size: 0 } }]),
    );
    expect(huge.entries[0]).toMatchObject({ size: nineGigabytes, unreadable: { reason: "damaged" } });
    expect(huge.observations).toEqual([]);
  });

  it("gives links, devices, pipes and sparse files their reason", () => {
    const container = listed(
      writeTar([
        { path: "hard", type: "1", link: "alpha\u001b[31m.txt" },
        { path: "soft", type: "2", link: "alpha.txt" },
        { path: "character", type: "3" },
        { path: "block", type: "4" },
        { path: "pipe", type: "6" },
        { ...ALPHA, path: "old-sparse", type: "S", format: "gnu" },
        paxHeader({ "GNU.sparse.major": "1", "GNU.sparse.name": "sparse", "GNU.sparse.realsize": "9000" }),
        { ...ALPHA, path: "GNUSparseFile.1/sparse" },
        { ...ALPHA, path: "volume-two", type: "M", format: "gnu" },
        BETA,
      ]),
    );
    expect(container.entries.map(({ path, unreadable }) => [path, unreadable?.reason])).toEqual([
      ["hard", "link"],
      ["soft", "link"],
      ["character", "special-file"],
      ["block", "special-file"],
      ["pipe", "special-file"],
      ["old-sparse", "unsupported-format"],
      ["sparse", "unsupported-format"],
      ["volume-two", "unsupported-format"],
      ["beta.txt", undefined],
    ]);
    expect(container.entries[0]?.unreadable?.detail).toBe(
      String.raw`it is a hard link to "alpha\\u{1b}[31m.txt"`,
    );
    expect(container.entries[6]?.size).toBe(9000);
  });

  it("takes unknown types for files, as POSIX says", () => {
    expect(
      shown(
        writeTar([
          { ...ALPHA, type: "Q" },
          { ...BETA, type: "7" },
        ]),
      ),
    ).toEqual(["alpha.txt=ALPHA", "beta.txt=BETA"]);
  });

  it("goes on behind the further blocks of an old sparse map", () => {
    const map = Buffer.alloc(1024);
    map[504] = 1;
    const sparse: TarMember = {
      path: "sparse",
      type: "S",
      format: "gnu",
      patch: [[482, "\x01"]],
      says: { size: 6 },
    };
    const data = Buffer.concat([map, Buffer.from("DATA\n\n"), Buffer.alloc(506)]);
    const tar = Buffer.concat([tarMember(sparse), data, writeTar([BETA])]);
    expect(shown(tar)).toEqual(["sparse!unsupported-format", "beta.txt=BETA"]);
  });

  it("reads text beside the files as notes, equal text once", () => {
    const container = listed(
      writeTar([
        paxHeader({ comment: "written for all" }, "g"),
        paxHeader({ "SCHILY.xattr.user.author": "ben@example.org", mtime: "1538395200.5" }),
        { ...ALPHA, owner: "ben", group: "staff" },
        { ...BETA, owner: "ben", patch: [[20, "left over"]] },
      ]),
    );
    expect(container.observations).toEqual([]);
    expect(container.notes).toEqual([
      { entry: -1, where: "a global extended header", text: "comment=written for all" },
      { entry: 0, where: "an extended header", text: "SCHILY.xattr.user.author=ben@example.org" },
      { entry: 0, where: "the owner in its header", text: "ben" },
      { entry: 0, where: "the group in its header", text: "staff" },
      { entry: 1, where: "unused bytes of its header", text: "left over\n" },
    ]);
  });

  it("keeps values with newlines, and records named like properties of objects", () => {
    const container = listed(
      writeTar([paxHeader({ comment: "one\ntwo", ["__proto__"]: "3", constructor: "4" }), ALPHA]),
    );
    expect(container.notes.map(({ text }) => text)).toEqual([
      "comment=one\ntwo",
      "__proto__=3",
      "constructor=4",
    ]);
  });

  it("does not read more entries or headers than the bounds allow", () => {
    const bytes = new BufferBytes(writeTar([ALPHA, BETA, GAMMA]));
    const two = listTar(bytes, { ...BOUNDS, maxEntries: 2 });
    expect(two.entries).toHaveLength(2);
    expect(observed(two)).toEqual(["too-many-entries"]);
    expect(observed(listTar(bytes, { ...BOUNDS, maxEntries: 3 }))).toEqual([]);
    expect(observed(listTar(bytes, { ...BOUNDS, maxDirectoryBytes: 1024 }))).toEqual(["too-many-entries"]);
    expect(listTar(bytes, { ...BOUNDS, maxEntryBytes: 5 }).entries[0]?.unreadable?.reason).toBe("over-limit");
  });
});

describe("what readers of a tar see differently", () => {
  const LONG_AND_PAX = [longHeader("L", "long.txt"), paxHeader({ path: "pax.txt" }), ALPHA];
  const cases: readonly (readonly [string, Buffer, readonly string[], readonly string[]])[] = [
    ["two names", writeTar(LONG_AND_PAX), ["pax.txt=ALPHA"], ["name-disagrees: pax.txt"]],
    [
      "two sizes",
      writeTar([paxHeader({ size: "6" }), { ...ALPHA, says: { size: 600 } }]),
      ["alpha.txt=ALPHA"],
      ["sizes-disagree: alpha.txt"],
    ],
    [
      "a size for all files",
      writeTar([paxHeader({ size: "600" }, "g"), ALPHA]),
      ["alpha.txt=ALPHA"],
      ["sizes-disagree"],
    ],
    [
      "a size with something behind it",
      writeTar([{ ...ALPHA, says: { size: Buffer.from("0000006 0006") } }, BETA]),
      ["alpha.txt!damaged", "beta.txt=BETA"],
      ["directory-damaged"],
    ],
    [
      "an empty name",
      writeTar([longHeader("L", ""), ALPHA]),
      ["alpha.txt=ALPHA"],
      ["name-disagrees: alpha.txt"],
    ],
    ["the same name", writeTar([ALPHA, { ...BETA, path: "alpha.txt" }]), [], ["duplicate-name: alpha.txt"]],
    [
      "nearly the same name",
      writeTar([ALPHA, { ...BETA, path: "./alpha.txt" }]),
      [],
      ["name-collision: ./alpha.txt"],
    ],
    [
      "a file in a file",
      writeTar([
        { ...ALPHA, path: "a" },
        { ...BETA, path: "a/b" },
      ]),
      [],
      ["name-collision: a"],
    ],
    [
      "a name that leads out",
      writeTar([{ ...ALPHA, path: "../alpha.txt" }]),
      [],
      ["unsafe-path: ../alpha.txt"],
    ],
    ["a NUL in a name", writeTar([paxHeader({ path: "a\0b" }), ALPHA]), [], ["unsafe-path: a\0b"]],
    ["a folder with data", writeTar([{ ...ALPHA, path: "a/" }]), ["a/=ALPHA"], ["directory-with-data: a/"]],
    [
      "a folder with a size",
      writeTar([{ path: "a/", type: "5", says: { size: 512 } }, BETA]),
      ["a/", "beta.txt=BETA"],
      ["sizes-disagree: a/"],
    ],
    [
      "a link with a size",
      writeTar([{ path: "a", type: "1", link: "b", says: { size: 512 } }, BETA]),
      ["a!link", "beta.txt=BETA"],
      ["sizes-disagree: a"],
    ],
    [
      "an extended header without a file",
      writeTar([ALPHA, paxHeader({ path: "a" })]),
      ["alpha.txt=ALPHA"],
      ["directory-damaged"],
    ],
    [
      "a damaged extended header",
      writeTar([{ path: "x", type: "x", bytes: Buffer.from("99 path=zzz\n") }, ALPHA]),
      ["alpha.txt=ALPHA"],
      ["directory-damaged: alpha.txt"],
    ],
  ];
  it.each(cases)("%s", (_, tar, first, rules) => {
    expect(observed(listed(tar))).toEqual(rules);
    expect(shown(tar).slice(0, first.length)).toEqual(first);
  });
});
