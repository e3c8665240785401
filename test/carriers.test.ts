import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { CARRIERS, OTHER_CARRIERS, plantAll, type Planted } from "../fixtures/carriers/index.ts";
import { carrierRows } from "../fixtures/carriers/table.ts";
import { audioFormat, unitAt } from "../src/formats/audio/index.ts";
import { told, type Told } from "./support/bytes.ts";

/** How many of each family the table of `docs/media.md` counts. */
const COUNTS = {
  "MP3, ID3, APE": 49,
  "WAV, BWF, RF64": 30,
  M4A: 33,
  "MP4, MOV, 3GP": 3,
  "Ogg Vorbis": 4,
  Opus: 3,
  FLAC: 8,
  AIFF: 8,
  "Matroska, WebM": 10,
  "AMR, CAF, ADTS, WMA, AVI, Speex": 6,
};

/** The identifier stands there by itself, not as a part of a longer one. */
function holds(text: string, id: string): boolean {
  return new RegExp(`(?<![0-9A-Za-z])${id}(?![0-9A-Za-z])`).test(text);
}

/** Where it stands in the bytes, in any of the encodings that are searched for; -1 for nowhere. */
function offsetOf(bytes: Uint8Array, id: string): number {
  const all = Buffer.from(bytes);
  const wide = Buffer.from(id, "utf16le");
  return Math.max(all.indexOf(id, 0, "latin1"), all.indexOf(wide), all.indexOf(Buffer.from(wide).swap16()));
}

function placesOf(result: Told, id: string): string[] {
  return result.places.filter((_, index) => holds(result.texts[index] ?? "", id));
}

/** What only names twelve characters, as one chunk does, is searched for by what fits. */
function wanted({ carrier, id }: Planted): string {
  return carrier.place === "`chna`" ? id.slice(0, 11) : id;
}

async function expectFound(planted: Planted): Promise<void> {
  const { carrier, bytes } = planted;
  const id = wanted(planted);
  const result = await told(audioFormat, bytes);
  const unit = carrier.unit.replace("<id>", id);
  const offset = offsetOf(bytes, id);
  expect(result.refused, "inspected").toBeUndefined();
  expect(result.open).toBe(0);
  if (carrier.found === "follows") {
    expect(result.consumed).toBeLessThanOrEqual(offset);
    return;
  }
  expect(result.consumed, "to its last byte").toBe(bytes.length);
  if (carrier.found === "sweep") {
    expect(placesOf(result, id)).toEqual([]);
    expect(unitAt(bytes, offset)).toBe(unit);
    return;
  }
  expect(placesOf(result, id)).toContain(`tag ${unit}`);
  if (carrier.found === "packed") expect(holds(result.decoded.join("\n"), id), "decoded").toBe(true);
  else expect(unitAt(bytes, offset), "unit of the offset").toBe(unit);
}

describe("an identifier in a recording is found, and its place is named", () => {
  for (const planted of plantAll([...CARRIERS, ...OTHER_CARRIERS])) {
    it(`${planted.carrier.family}: ${planted.carrier.place}`, () => expectFound(planted));
  }
});

describe("the places", () => {
  it("are as many as readers of tags are measured by", () => {
    const counts = Object.entries(Object.groupBy(CARRIERS, ({ family }) => family)).map(([family, list]) => [
      family,
      list?.length,
    ]);
    expect(Object.fromEntries(counts)).toEqual(COUNTS);
    expect(CARRIERS).toHaveLength(154);
    expect(new Set(CARRIERS.map(({ family, place }) => `${family} ${place}`)).size).toBe(154);
  });

  it("are those that the docs list", () => {
    const page = readFileSync(new URL("../docs/media.md", import.meta.url), "utf8");
    const rows = page.split("\n").map((line) => line.replaceAll(/ +/g, " "));
    for (const row of carrierRows([...CARRIERS, ...OTHER_CARRIERS])) expect(rows).toContain(row);
  });

  it("are the same each time", () => {
    expect(plantAll(CARRIERS)).toEqual(plantAll(CARRIERS));
  });
});
