import { createHash } from "node:crypto";
import { oneRecording, recording } from "./components.ts";
import { some, table, whoseIs, type Kit, type RowMade } from "./kit.ts";
import type { Made } from "./truth.ts";

/** Recordings of which the first are somebody else's; `named`: in rows of theirs, otherwise in none. */
export function mixedRecordings(kit: Kit, named: boolean): readonly Made[] {
  const { words, random } = kit;
  const strays = random.whole(1, 2);
  const files = some(kit, 3, 5).map((index) => ({
    name: `VID_${String(index + 1).padStart(4, "0")}.mp4`,
    bytes: recording(kit, "mp4"),
    owner: index < strays ? kit.strangers[0] : kit.subject,
  }));
  const listed = files.filter(({ owner }) => named || owner === kit.subject);
  const rows = listed.map(({ name, owner }): RowMade => ({
    cells: { [words.file]: name, [words.account]: owner.account },
    whose: whoseIs(kit, owner),
  }));
  return [
    table(kit, "more/videos/list", [words.file, words.account], rows),
    ...files.map(({ name, bytes, owner }) =>
      oneRecording(
        kit,
        `more/videos/${name}`,
        bytes,
        named || owner === kit.subject ? whoseIs(kit, owner) : "unattributed",
      ),
    ),
  ];
}

/** Recordings with a table that says the digest of the file `shift` rows further on. */
export function shiftedDigests(kit: Kit, shift = 1): readonly Made[] {
  const { words } = kit;
  const files = some(kit, 3, 5).map((index) => ({ name: `c${index}.wav`, bytes: recording(kit, "wav") }));
  const rows = files.map(({ name }, index): RowMade => {
    const described = files[(index + shift) % files.length];
    const sha256 = createHash("sha256")
      .update(described?.bytes ?? "")
      .digest("hex");
    return {
      cells: { [words.account]: kit.subject.account, [words.file]: name, [words.sha256]: sha256 },
      whose: "own",
    };
  });
  const whose = shift === 0 ? "own" : "unattributed";
  return [
    table(kit, "more/calls/manifest", [words.account, words.file, words.sha256], rows),
    ...files.map(({ name, bytes }) => oneRecording(kit, `more/calls/${name}`, bytes, whose)),
  ];
}
