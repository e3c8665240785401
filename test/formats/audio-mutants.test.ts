import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { CARRIERS, OTHER_CARRIERS, plantAll, type Planted } from "../../fixtures/carriers/index.ts";
import { audioFormat, unitAt } from "../../src/formats/audio/index.ts";
import { told, type Told } from "../support/bytes.ts";

const PLANTED = plantAll([...CARRIERS, ...OTHER_CARRIERS]);
/** Those whose identifier stands in the bytes as it is and is read by the format. */
const PLAIN = PLANTED.filter(({ carrier }) => carrier.found === "text" && carrier.place !== "`chna`");

const planted = fc.constantFrom(...PLANTED);
const plain = fc.constantFrom(...PLAIN);

function expectSettled(result: Told): void {
  expect(result.open).toBe(0);
  expect(result.consumed !== undefined || result.refused !== undefined).toBe(true);
}

function placeOf({ bytes, id }: Planted): readonly [from: number, to: number] {
  const all = Buffer.from(bytes);
  const wide = Buffer.from(id, "utf16le");
  const narrow = all.indexOf(id, 0, "latin1");
  if (narrow >= 0) return [narrow, narrow + id.length];
  const from = Math.max(all.indexOf(wide), all.indexOf(Buffer.from(wide).swap16()));
  return [from, from + wide.length];
}

/** Whole bytes of an identifier are read, or named as part of the sound for the sweep, or left to an entry of their own, or refused. */
function expectNotSilent(result: Told, bytes: Uint8Array, id: string, [from, to]: readonly [number, number]): void {
  if (result.refused !== undefined) return;
  const isOthers = (result.consumed ?? 0) < to;
  const isRead = [...result.texts, ...result.values].join("\n").includes(id);
  const isNamed = unitAt(bytes, from) !== undefined;
  expect(isOthers || isRead || isNamed).toBe(true);
} // prettier-ignore

describe("a recording with an identifier in it", () => {
  it("that is cut off anywhere never hides what is left of it", async () => {
    await fc.assert(
      fc.asyncProperty(plain, fc.double({ min: 0, max: 1, noNaN: true }), async (carrier, share) => {
        const { bytes, id } = carrier;
        const cut = bytes.subarray(0, Math.floor(bytes.length * share));
        const result = await told(audioFormat, cut);
        expectSettled(result);
        const place = placeOf(carrier);
        if (place[1] <= cut.length) expectNotSilent(result, cut, id, place);
        else expect(result.texts.join("\n")).not.toContain(id);
      }),
      { numRuns: 1500 },
    );
  });

  it("whose bytes are changed is read, refused, or leaves it to others", async () => {
    const edits = fc.array(fc.tuple(fc.double({ min: 0, max: 1, noNaN: true }), fc.nat(255)), { minLength: 1, maxLength: 6 });
    await fc.assert(
      fc.asyncProperty(planted, edits, async (carrier, list) => {
        const bytes = Uint8Array.from(carrier.bytes);
        for (const [share, byte] of list) bytes[Math.floor(share * (bytes.length - 1))] = byte;
        const result = await told(audioFormat, bytes, { name: "a.mp3" });
        expectSettled(result);
        const place = placeOf({ ...carrier, bytes });
        if (place[0] >= 0) expectNotSilent(result, bytes, carrier.id, place);
      }),
      { numRuns: 1500 },
    );
  }); // prettier-ignore

  it("whose sizes are wrong in the way that hurts is settled all the same", async () => {
    const sizes = fc.constantFrom(0, 1, 7, 0x7f, 0x7fffffff, 0x80000000, 0xfffffff0, 0xffffffff);
    await fc.assert(
      fc.asyncProperty(planted, fc.nat(400), sizes, fc.boolean(), async (carrier, at, size, isLittle) => {
        const bytes = Buffer.from(carrier.bytes);
        if (at + 4 > bytes.length) return;
        if (isLittle) bytes.writeUInt32LE(size, at);
        else bytes.writeUInt32BE(size, at);
        expectSettled(await told(audioFormat, bytes));
      }),
      { numRuns: 1500 },
    );
  });

  it("reads the same however its bytes come", async () => {
    for (const { bytes } of PLANTED.filter((_, index) => index % 12 === 0)) {
      const whole = await told(audioFormat, bytes);
      for (const chunkBytes of [1, 7]) expect(await told(audioFormat, bytes, { chunkBytes })).toEqual(whole);
    }
  });

  it("is told by its bytes, whatever its name says", async () => {
    for (const { bytes } of PLANTED.filter((_, index) => index % 5 === 0)) {
      const { texts } = await told(audioFormat, bytes, { name: "a" });
      for (const name of ["a.wav", "a.mp3", "a.aac", "a.ogg"]) {
        expect(audioFormat.sniff(bytes, name)).toBe(3);
        expect((await told(audioFormat, bytes, { name })).texts).toEqual(texts);
      }
    }
  });
});

describe("bytes behind a signature", () => {
  const heads = ["RIFF\x20\0\0\0WAVE", "RF64\xff\xff\xff\xffWAVEds64", "RIFF\x20\0\0\0AVI ", "FORM\0\0\0\x20AIFF", "FRM8\0\0\0\0\0\0\0\x20DSD ", "caff\0\x01\0\0", "\0\0\0\x10ftypM4A \0\0\0\0", "OggS\0\x02", "fLaC", "ID3\x03\0\0\0\0\0\x20", "ID3\x04\0\x40\0\0\0\x20", "ID3\x02\0\0\0\0\0\x20", "\x1a\x45\xdf\xa3\x80\x18\x53\x80\x67\x01\xff\xff\xff\xff\xff\xff\xff", "\x30\x26\xb2\x75\x8e\x66\xcf\x11", "#!AMR\n", "#!SILK_V3", "\x0bw", "DKIF\0\0\x20\0", "TTA1\x01\0", ".snd\0\0\0\x18", "DSD ", "Creative Voice File\x1a\x1a\0", "MAC \x8c\x0f", "MAC \x10\x0f", "wvpk\x20\0\0\0", "MPCK", "MP+\x07", "MThd\0\0\0\x06\0\0\0\x01\0\x60MTrk", "FLV\x01\x04\0\0\0\x09", "\0\0\x01\xba\x44", "riff\x2e\x91\xcf\x11"]; // prettier-ignore

  it("end in a length or a reason", async () => {
    const tail = fc.oneof(
      fc.uint8Array({ maxLength: 120 }),
      fc.array(fc.constantFrom(0, 1, 2, 8, 0x20, 0x47, 0x80, 0xff), { maxLength: 200 }),
    );
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...heads), tail, async (head, rest) => {
        const bytes = Buffer.concat([Buffer.from(head, "latin1"), Uint8Array.from(rest)]);
        expectSettled(await told(audioFormat, bytes));
        unitAt(bytes, head.length);
      }),
      { numRuns: 3000 },
    );
  });
});
