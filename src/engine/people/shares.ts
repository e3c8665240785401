import { DATA_KINDS, type KindCount, type Share } from "../../model/people.ts";
import { MAX_RECORDING_DAYS } from "../../model/report.ts";
import { DAY_MILLIS, isoDay, isoTime, type Millis } from "../../model/time.ts";
import type { CountedRow } from "../decided.ts";
import type { LedgerRow } from "../ledger.ts";
import { bitOf, kindsIn, kindsOfEntry } from "./data-kinds.ts";
import { fateOf } from "../ledger.ts";
import { sum } from "../totals.ts";

/** What somebody has in one entry. */
export interface InEntry {
  records: number;
  recordings: number;
  /** Kinds of data, a bit each. */
  kinds: number;
}

/** Adds up what is somebody's. */
export class ShareTally {
  readonly entries = new Map<number, InEntry>();
  /** By kinds of data, a bit each. A hundred thousand people have one of these each. */
  readonly #counts = new Map<number, { records: number; recordings: number }>();
  #days: Map<number, number> | undefined;
  /** Records of others that name them as well. */
  takesPart = 0;
  #seconds = 0;
  #untimed = 0;
  #from: Millis | undefined;
  #to: Millis | undefined;

  /** `kinds`: of each of its records, a bit each. `seconds`: of sound and video; null where they are not known. */
  add({ row, target }: CountedRow, kinds: number, seconds: number | null): void {
    const known = this.entries.get(row.entry) ?? { records: 0, recordings: 0, kinds: 0 };
    this.entries.set(row.entry, known);
    known.kinds |= kinds;
    const isRecording = row.unit === "recording";
    if (isRecording) known.recordings += row.count;
    else known.records += row.count;
    const counts = this.#counts.get(kinds) ?? { records: 0, recordings: 0 };
    this.#counts.set(kinds, counts);
    if (isRecording) counts.recordings += row.count;
    else counts.records += row.count;
    if (seconds === null) this.#untimed += row.count;
    else this.#seconds += seconds;
    if (row.from !== undefined && (this.#from === undefined || row.from < this.#from)) this.#from = row.from;
    if (row.to !== undefined && (this.#to === undefined || row.to > this.#to)) this.#to = row.to;
    // Few recordings tell their time; the row that names one does.
    const made = isRecording ? (row.from ?? target?.time) : undefined;
    if (made === undefined) return;
    const day = Math.floor(made / DAY_MILLIS);
    this.#days ??= new Map();
    this.#days.set(day, (this.#days.get(day) ?? 0) + row.count);
  }

  get records(): number {
    return sum([...this.#counts.values()].map(({ records }) => records));
  }

  get recordings(): number {
    return sum([...this.#counts.values()].map(({ recordings }) => recordings));
  }

  share(): Share {
    return {
      records: this.records,
      recordings: this.recordings,
      seconds: Math.round(this.#seconds * 1000) / 1000,
      untimed: this.#untimed,
      entries: this.entries.size,
      kinds: this.#kinds(),
      from: this.#from === undefined ? null : isoTime(this.#from),
      to: this.#to === undefined ? null : isoTime(this.#to),
    };
  }

  /** Recordings by UTC day, the first `MAX_RECORDING_DAYS`. */
  days(): readonly { readonly day: string; readonly recordings: number }[] {
    return [...(this.#days ?? [])]
      .toSorted(([a], [b]) => a - b)
      .slice(0, MAX_RECORDING_DAYS)
      .map(([day, recordings]) => ({ day: isoDay(day * DAY_MILLIS), recordings }));
  }

  #kinds(): readonly KindCount[] {
    return DATA_KINDS.map((kind): KindCount => {
      const bit = bitOf(kind);
      const holding = [...this.#counts].filter(([kinds]) => (kinds & bit) !== 0).map(([, counts]) => counts);
      return {
        kind,
        records: sum(holding.map(({ records }) => records)),
        recordings: sum(holding.map(({ recordings }) => recordings)),
        entries: sum([...this.entries.values()].map(({ kinds }) => ((kinds & bit) === 0 ? 0 : 1))),
      };
    }).filter(({ entries }) => entries > 0);
  }
}

/** Codecs of moving pictures, as files name them. */
const VIDEO =
  /^(?:avc|hvc|hev|dvh|vp0?[6-9]|av01|mp4v|s263|h26|h\.26|v_|theora|dirac|xvid|divx|dx50|mjp|jpeg|wmv|wvc|mpeg-[12] video|mpeg video|apc|ap4|apch|prores|flv1|ovp80)/i;
const MOVING = /\.(?:mp4|m4v|mov|webm|mkv|avi|mpe?g|3gp|3g2|wmv|flv|ogv|mts|m2ts)$/i;

/** What a recording is, as its format and codecs show; of one that they do not show, its name. */
export function mediumOf(row: LedgerRow): "voice" | "video" | "pictures" {
  const { name, facts } = row;
  const told = new Map(facts);
  if (fateOf(row).format === "picture" || (told.has("pixels") && !told.has("seconds"))) return "pictures";
  const codec = told.get("codec");
  if (typeof codec === "string")
    return codec.split(" + ").some((one) => VIDEO.test(one.trim())) ? "video" : "voice";
  return MOVING.test(name) ? "video" : "voice";
}

/** Tells of rows what kinds of data they hold and how long they are; looks at each entry once. */
export class RowKinds {
  readonly #rows: readonly LedgerRow[];
  readonly #layouts: ReadonlyMap<number, readonly string[]>;
  readonly #known = new Map<number, number>();

  /** `layouts`: that matched an entry, by its row. */
  constructor(rows: readonly LedgerRow[], layouts: ReadonlyMap<number, readonly string[]>) {
    this.#rows = rows;
    this.#layouts = layouts;
  }

  /** A bit each; `other` where nothing tells any. */
  kindsOf({ row: { entry, unit, thread, holds = 0 } }: CountedRow): number {
    const file = this.#rows[entry];
    const medium = unit === "recording" && file !== undefined ? bitOf(mediumOf(file)) : 0;
    const kinds = holds | medium | (thread === "" ? 0 : bitOf("messages"));
    // Whatever a recording's folder is called, it is first of all a recording.
    const all = unit === "recording" ? kinds : kinds | this.#ofEntry(entry);
    return kindsIn(all).length === 0 ? bitOf("other") : all;
  }

  /** Somebody's address book is told by its format, its name or its fields. */
  isContact(one: CountedRow): boolean {
    return (this.kindsOf(one) & bitOf("contacts")) !== 0;
  }

  /** Seconds of sound or video; 0 for anything else, null where they are not known. */
  secondsOf({ row: { entry, unit } }: CountedRow): number | null {
    const file = this.#rows[entry];
    if (unit !== "recording" || file === undefined || mediumOf(file) === "pictures") return 0;
    const seconds = new Map(file.facts).get("seconds");
    return typeof seconds === "number" && Number.isFinite(seconds) && seconds >= 0 ? seconds : null;
  }

  #ofEntry(entry: number): number {
    const known = this.#known.get(entry);
    if (known !== undefined) return known;
    const file = this.#rows[entry];
    const kinds =
      file === undefined ? 0 : kindsOfEntry(file.name, fateOf(file).format, this.#layouts.get(entry) ?? []);
    this.#known.set(entry, kinds);
    return kinds;
  }
}
