import { describe, expect, it } from "vitest";
import { joined } from "../../fixtures/carriers/carrier.ts";
import { CARRIERS } from "../../fixtures/carriers/index.ts";
import { frame, id3Tag, mpegFrames } from "../../fixtures/carriers/mp3.ts";
import { ownProfile } from "../../fixtures/support/own.ts";
import { ANNA, ANNA_BY_ACCOUNT, BEN } from "../../fixtures/support/people.ts";
import { checked } from "../support/checked.ts";

/** A song whose tag names somebody between other tags. */
function song(...frames: readonly Buffer[]): Uint8Array {
  return joined(id3Tag(4, [...frames, frame("TSSE", "\x03Lavf59")]), mpegFrames(2));
}

async function placesOf(bytes: Uint8Array): Promise<readonly string[]> {
  const result = await checked(ANNA_BY_ACCOUNT, [ownProfile(), { path: "media/a", bytes }]);
  return result.findings.find(({ rule }) => /^stray-|^conflict/.test(rule))?.places ?? [];
}

describe("the place of a stranger in a recording", () => {
  it("is the tag that names them, not the last one of the file", async () => {
    const owned = frame("TXXX", `\x03customer_id\0${BEN.account}`);
    expect(await placesOf(song(frame("TIT2", "\x03Ode"), owned))).toEqual(["tag ID3v2.4/TXXX:customer_id"]);
  });

  it("is not that of the requester, who is named as well", async () => {
    const own = frame("COMM", `\x03eng\0customerId=${ANNA.account}`);
    const other = frame("TXXX", `\x03note\0customerId=${BEN.account}`);
    expect(await placesOf(song(own, other))).toEqual(["tag ID3v2.4/TXXX:note"]);
  });

  it("is the one that the table of places tells, wherever it is read", async () => {
    const wanted: string[] = [];
    const found: string[] = [];
    for (const { family, place, found: how, unit, file } of CARRIERS) {
      // One of each family will do: all places of all formats are asked of the formats themselves.
      if (how !== "text" || unit.includes("<id>") || wanted.some((line) => line.startsWith(family))) continue;
      wanted.push(`${family}: ${place}: tag ${unit}`);
      found.push(`${family}: ${place}: ${(await placesOf(file(`customerId=${BEN.account}`))).join(", ")}`);
    }
    expect(found).toEqual(wanted);
    expect(found.length).toBeGreaterThan(8);
  });
});
