import { joined } from "./bytes.ts";

function u32be(value: number): Uint8Array {
  return Uint8Array.of((value >>> 24) & 255, (value >>> 16) & 255, (value >>> 8) & 255, value & 255);
}

function u16be(value: number): Uint8Array {
  return Uint8Array.of((value >>> 8) & 255, value & 255);
}

function utf16be(text: string): Uint8Array {
  return Uint8Array.from(Buffer.from(text, "utf16le").swap16());
}

/** A `.DS_Store` of one node with a record for each name, all of them settings of an icon's place. */
export function dsStore(names: readonly string[]): Uint8Array {
  const records = names.map((name) =>
    joined(u32be(name.length), utf16be(name), "Ilocblob", u32be(16), new Uint8Array(16)),
  );
  const node = joined(u32be(0), u32be(names.length), ...records);
  const nodeBytes = 0x1000;
  // Blocks: the directory itself at 0x800, the node at 0x1000; the lower five bits are the logarithm of the size.
  const root = joined(u32be(2), u32be(0), u32be(0x800 | 11), u32be(0x1000 | 12));
  const header = joined(u32be(1), "Bud1", u32be(0x800), u32be(0x800), u32be(0x800));
  const bytes = new Uint8Array(4 + 0x1000 + nodeBytes);
  bytes.set(header, 0);
  bytes.set(root, 4 + 0x800);
  bytes.set(node, 4 + 0x1000);
  return bytes;
}

/** A binary property list: an array of strings, ASCII where they are. */
export function plist(strings: readonly string[]): Uint8Array {
  const objects = strings.map((text) => {
    const isAscii = Buffer.from(text).length === text.length;
    const marker = isAscii ? 0x50 : 0x60;
    const length =
      text.length < 15 ? Uint8Array.of(marker | text.length) : Uint8Array.of(marker | 15, 0x10, text.length);
    return joined(length, isAscii ? text : utf16be(text));
  });
  const array = Uint8Array.of(0xa0 | strings.length, ...strings.map((_, index) => index + 1));
  let at = 8;
  const offsets = [array, ...objects].map((object) => {
    const offset = at;
    at += object.length;
    return u16be(offset);
  });
  const trailer = joined("\0\0\0\0\0\0\x02\x01", u32be(0), u32be(offsets.length), u32be(0), u32be(0), u32be(0), u32be(at)); // prettier-ignore
  return joined("bplist00", array, ...objects, ...offsets, trailer);
}

/** An AppleDouble companion with Finder information, extended attributes, and a resource fork. */
export function appleDouble(
  attributes: Readonly<Record<string, Uint8Array | string>>,
  resources: Uint8Array | string = "",
): Uint8Array {
  const finder = 26 + 2 * 12;
  const entries = Object.entries(attributes).map(([name, value]) => ({ name, value: joined(value) }));
  const heads = entries.map(({ name }) => (11 + name.length + 1 + 3) & ~3);
  const data = finder + 34 + 36 + heads.reduce((sum, length) => sum + length, 0);
  let at = data;
  const table = entries.map(({ name, value }, index) => {
    const head = new Uint8Array(heads[index] ?? 0);
    head.set(joined(u32be(at), u32be(value.length), "\0\0", Uint8Array.of(name.length + 1), name));
    at += value.length;
    return head;
  });
  const attributesHead = joined("ATTR", u32be(0), u32be(at), u32be(data), u32be(at - data), new Uint8Array(12), u16be(0), u16be(entries.length)); // prettier-ignore
  const fork = joined(resources);
  return joined(
    "\0\x05\x16\x07\0\x02\0\0Mac OS X        \0\x02",
    joined(u32be(9), u32be(finder), u32be(at - finder)),
    joined(u32be(2), u32be(at), u32be(fork.length)),
    new Uint8Array(34),
    attributesHead,
    ...table,
    ...entries.map(({ value }) => value),
    fork,
  );
}

const END = 0xfffffffe;

function u32le(value: number): Uint8Array {
  return Uint8Array.from(u32be(value)).reverse();
}

/** An OLE compound file of 512-byte sectors with one stream after another, each long enough to lie in sectors of its own. */
export function ole(streams: Readonly<Record<string, Uint8Array | string>>): Uint8Array {
  const entries = Object.entries(streams).map(([name, value]) => ({ name, value: joined(value) }));
  const lengths = entries.map(({ value }) => Math.max(4096, value.length));
  const directoryBytes = Math.ceil(((entries.length + 1) * 128) / 512) * 512;
  const table: number[] = [0xfffffffd];
  const chain = (sectors: number): number => {
    const first = table.length;
    for (let index = 0; index < sectors; index += 1)
      table.push(index + 1 < sectors ? first + index + 1 : END);
    return first;
  };
  const directoryAt = chain(directoryBytes / 512);
  const starts = lengths.map((length) => chain(Math.ceil(length / 512)));
  const entry = (name: string, type: number, start: number, size: number): Uint8Array => {
    const bytes = new Uint8Array(128);
    bytes.set(Buffer.from(name, "utf16le"));
    bytes[64] = (name.length + 1) * 2;
    bytes[66] = type;
    bytes.set(u32le(start), 116);
    bytes.set(u32le(size), 120);
    return bytes;
  };
  const header = new Uint8Array(512).fill(255, 76);
  header.set(joined("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"));
  header.set([0x3e, 0, 3, 0, 0xfe, 0xff, 9, 0, 6, 0], 24);
  header.set(joined(u32le(1), u32le(directoryAt)), 44);
  header.set(joined(u32le(4096), u32le(END), u32le(0), u32le(END), u32le(0), u32le(0)), 56);
  const sector = new Uint8Array(512).fill(255);
  for (const [index, next] of table.entries()) sector.set(u32le(next), index * 4);
  if (table.length > 128) throw new Error(`no room for ${table.length} sectors`);
  const directory = new Uint8Array(directoryBytes);
  directory.set(entry("Root Entry", 5, END, 0));
  for (const [index, { name }] of entries.entries())
    directory.set(entry(name, 2, starts[index] ?? 0, lengths[index] ?? 0), 128 * (index + 1));
  const bodies = entries.map(({ value }, index) => {
    const body = new Uint8Array(Math.ceil((lengths[index] ?? 0) / 512) * 512);
    body.set(value);
    return body;
  });
  return joined(header, sector, directory, ...bodies);
}
