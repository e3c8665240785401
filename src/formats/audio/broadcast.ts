import type { PartList, View } from "../media/parts.ts";
import { addFixedFields, endOfText, narrowText, type FixedField } from "../media/tag-text.ts";

/** The broadcast extension (EBU Tech 3285), up to the history of codings. */
const EXTENSION: readonly FixedField[] = [
  ["Description", 256, true], ["Originator", 32, true], ["OriginatorReference", 32, true], ["OriginationDate", 10, true],
  ["OriginationTime", 8, true], ["TimeReference", 8, false], ["Version", 2, false], ["UMID", 64, false],
  ["Loudness", 10, false], ["Reserved", 180, false],
]; // prettier-ignore

/** The cart chunk (AES46), up to the address and the text. */
const CART: readonly FixedField[] = [
  ["Version", 4, true], ["Title", 64, true], ["Artist", 64, true], ["CutID", 64, true], ["ClientID", 64, true],
  ["Category", 64, true], ["Classification", 64, true], ["OutCue", 64, true], ["StartDate", 10, true],
  ["StartTime", 8, true], ["EndDate", 10, true], ["EndTime", 8, true], ["ProducerAppID", 64, true],
  ["ProducerAppVersion", 64, true], ["UserDef", 64, true], ["LevelReference", 4, false], ["PostTimer", 64, false],
  ["Reserved", 276, false], ["URL", 1024, true],
]; // prettier-ignore

/** Of each channel (ITU-R BS.2076): a number, references to a track and to a pack, with nothing between them. */
const CHANNEL: readonly FixedField[] = [
  ["index", 2, false], ["uid", 12, true], ["track", 14, true], ["pack", 11, true], ["end", 1, false],
]; // prettier-ignore
const CHANNEL_BYTES = 40;

/** Adds a chunk of a broadcaster's WAV: `bext`, `cart`, `chna`. */
export function addBroadcastChunk(
  parts: PartList,
  view: View,
  path: string,
  id: string,
  from: number,
  to: number,
): void {
  parts.holds(view, path, from, to);
  if (id === "chna") {
    let at = Math.min(from + 4, to);
    while (at + CHANNEL_BYTES <= to) at = addFixedFields(parts, view, path, at, to, CHANNEL);
    parts.bytes(view, path, at, to);
    return;
  }
  const at = addFixedFields(parts, view, path, from, to, id === "bext" ? EXTENSION : CART);
  const name = id === "bext" ? "CodingHistory" : "TagText";
  const end = endOfText(view.bytes, at, to);
  if (end > at) parts.text(view, `${path}/${name}`, at, end, [], narrowText(view.bytes.subarray(at, end)));
  parts.bytes(view, `${path}/${name}`, end, to);
  if (id !== "bext") return;
  const originator = view.bytes.subarray(Math.min(from + 256, to), Math.min(from + 288, to));
  parts.fact("device", narrowText(originator.subarray(0, endOfText(originator, 0, originator.length))));
}
