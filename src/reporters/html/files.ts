import { NOT_INSPECTED_REASONS, REASON_WORDS } from "../../model/fate.ts";
import { ATTRIBUTIONS, type Attribution } from "../../model/kinds.ts";
import type { EntryView } from "../../model/report.ts";
import { encode } from "../json.ts";
import { safe } from "../text-width.ts";
import { counted, number } from "../text-words.ts";
import { markup, name, type Markup } from "./markup.ts";

/** Files that the page can list and filter; beyond, only those that need a look. */
const MAX_LISTED = 200_000;
/** Files that the page lists at most: a browser needs about 500 bytes for each. */
const MAX_URGENT = 400_000;
/** Files of one block of data: a block is read as a whole. */
const BLOCK_FILES = 5_000;
/** Files that stand in the page without its script. */
const MAX_STATIC = 200;
/** Characters of a path that are shown. */
const MAX_PATH = 1_000;

const WHOSE: Readonly<Record<Attribution, string>> = {
  own: "the requester's",
  stray: "another person's",
  conflict: "both claimed",
  context: "with others in it",
  unattributed: "nobody named",
};
const NO_OWNER = { inspected: "furniture", "not-inspected": "not known" } as const;

/** How urgently a person must look at a file; the classes of its row. The most urgent first. */
const URGENCIES = ["stray", "unread", "nobody", "accepted", "others", "quiet", "furniture"] as const;
type Urgency = (typeof URGENCIES)[number];

function urgencyOf({ attribution, fate, accepted }: EntryView): Urgency {
  if (attribution === "stray" || attribution === "conflict") return "stray";
  if (accepted) return "accepted";
  if (fate === "not-inspected") return "unread";
  if (attribution === "unattributed") return "nobody";
  if (attribution === "context") return "others";
  return attribution === null ? "furniture" : "quiet";
}

/** The files of a report while they arrive: data for the page's script, and the most urgent ones as a table. */
export class FileList {
  readonly #counts = new Map<Urgency, number>(URGENCIES.map((urgency) => [urgency, 0]));
  readonly #left = new Map<Urgency, number>();
  readonly #static = new Map<Urgency, EntryView[]>(URGENCIES.map((urgency) => [urgency, []]));
  #total = 0;
  #listed = 0;
  #inBlock = 0;

  /** The data of one file, as the next piece of the page. */
  add(entry: EntryView): string {
    const urgency = urgencyOf(entry);
    this.#total += 1;
    this.#counts.set(urgency, (this.#counts.get(urgency) ?? 0) + 1);
    const first = this.#static.get(urgency);
    if (first !== undefined && first.length < MAX_STATIC) first.push(entry);
    const isUrgent = URGENCIES.indexOf(urgency) <= URGENCIES.indexOf("accepted");
    if (this.#listed >= (isUrgent ? MAX_URGENT : MAX_LISTED)) {
      this.#left.set(urgency, (this.#left.get(urgency) ?? 0) + 1);
      return "";
    }
    this.#listed += 1;
    this.#inBlock += 1;
    const start = this.#inBlock === 1 ? '<script type="application/json" class="files">[\n' : ",\n";
    const isFull = this.#inBlock === BLOCK_FILES;
    if (isFull) this.#inBlock = 0;
    return `${start}${data(rowOf(entry, urgency))}${isFull ? "\n]</script>\n" : ""}`;
  }

  /** Closes the data. */
  end(): string {
    return this.#inBlock === 0 ? "" : "\n]</script>\n";
  }

  /** The list with its filters; without a script the most urgent files and what is left out. */
  part(): Markup {
    const shown = URGENCIES.flatMap((urgency) =>
      (this.#static.get(urgency) ?? []).map((entry) => ({ entry, urgency })),
    ).slice(0, MAX_STATIC);
    const left = this.#total - shown.length;
    if (this.#total === 0) return markup`<p>There is no file in it.</p>`;
    return markup`${this.#leftOut()}
<form class="filters" id="list-filters" role="search" aria-label="Filter the files" hidden>
<p class="field"><label for="list-text">Name, number, format or SHA-256</label><input type="search" id="list-text" autocomplete="off" spellcheck="false"></p>
<p class="field"><label for="list-whose">Whose</label><select id="list-whose"><option value="">everybody's</option></select></p>
<p class="field"><label for="list-fate">Looked at</label><select id="list-fate"><option value="">all</option></select></p>
<p class="field"><label for="list-order">In order of</label><select id="list-order"><option value="urgency">what needs a look</option><option value="bundle">the export</option><option value="size">size, the largest first</option></select></p>
<p class="field"><button type="reset">Show all</button></p>
</form>
<p class="status" id="list-status" role="status">${staticStatus(this.#total, shown.length)}</p>
<table class="files" role="table" aria-label="Files"><thead role="rowgroup"><tr role="row">${HEADINGS.map(([key, words]) => markup`<th scope="col" role="columnheader" class="${key}">${words}</th>`)}</tr></thead>
<tbody id="list-rows" role="rowgroup">${shown.map(({ entry, urgency }) => staticRow(entry, urgency))}</tbody></table>
${left > 0 && markup`<p class="note" id="list-end">${counted(left, "files")} more ${left === 1 ? "is" : "are"} not in this table: ${this.#leftWords(shown)}. With JavaScript this page lists them; the JSON report lists all.</p>`}
<nav class="pager" id="list-pager" aria-label="Pages of the list" hidden><button type="button" id="list-previous">Previous</button> <span id="list-page"></span> <button type="button" id="list-next">Next</button></nav>
`;
  }

  /** Data that the script needs beside the files. */
  words(): string {
    const words = {
      whose: [...ATTRIBUTIONS.map((attribution) => WHOSE[attribution]), ...Object.values(NO_OWNER)],
      attributions: ATTRIBUTIONS,
      reasons: NOT_INSPECTED_REASONS,
      reasonWords: NOT_INSPECTED_REASONS.map((reason) => REASON_WORDS[reason]),
      urgencies: URGENCIES,
    };
    return `<script type="application/json" id="file-words">${data(words)}</script>\n`;
  }

  #leftOut(): Markup {
    const left = [...this.#left.values()].reduce((sum, many) => sum + many, 0);
    if (left === 0) return markup``;
    const parts = [...this.#left].map(([urgency, many]) => `${number(many)} ${urgencyWords(urgency)}`);
    return markup`<p class="note"><strong>This page lists ${number(this.#listed)} of ${counted(this.#total, "files")}.</strong> Left out: ${parts.join(", ")}. The JSON report lists all.</p>`;
  }

  #leftWords(shown: readonly { readonly urgency: Urgency }[]): string {
    return URGENCIES.flatMap((urgency) => {
      const many = (this.#counts.get(urgency) ?? 0) - shown.filter((each) => each.urgency === urgency).length;
      return many === 0 ? [] : [`${number(many)} ${urgencyWords(urgency)}`];
    }).join(", ");
  }
}

function urgencyWords(urgency: Urgency): string {
  return {
    stray: "with other people's data",
    unread: "not inspected",
    nobody: "with nobody named",
    accepted: "accepted by the policy",
    others: "with others in it",
    quiet: "of the requester",
    furniture: "furniture",
  }[urgency];
}

function staticStatus(total: number, shown: number): string {
  return total === shown
    ? `${counted(total, "files")}, what needs a look first.`
    : `The first ${number(shown)} of ${counted(total, "files")}, what needs a look first.`;
}

const HEADINGS = [
  ["file", "file"],
  ["whose", "whose"],
  ["fate", "looked at"],
  ["number records", "records"],
  ["number bytes", "bytes"],
] as const;

/** JSON as it may stand in a script element of a page. */
function data(value: unknown): string {
  return encode(value).replaceAll("<", String.raw`\u003c`);
}

/** What the script knows of a file: see `script.ts`, which reads it by place. */
function rowOf(entry: EntryView, urgency: Urgency): readonly (string | number | null)[] {
  const whose =
    entry.attribution === null
      ? ATTRIBUTIONS.length + (entry.fate === "inspected" ? 0 : 1)
      : ATTRIBUTIONS.indexOf(entry.attribution);
  return [
    safe(entry.id),
    pathOf(entry),
    URGENCIES.indexOf(urgency),
    whose,
    entry.reason === null ? -1 : NOT_INSPECTED_REASONS.indexOf(entry.reason),
    entry.accepted ? 1 : 0,
    entry.records,
    entry.bytes,
    aside(entry),
    entry.sha256 ?? "",
  ];
}

function pathOf({ path }: EntryView): string {
  return path.length <= MAX_PATH ? safe(path) : `${safe(path.slice(0, MAX_PATH))}…`;
}

/** What stands in small letters below a path. */
function aside({ format, recording, pathMasked, detail, facts }: EntryView): string {
  return safe(
    [
      ...(format === null ? [] : [format]),
      ...(recording ? ["recording"] : []),
      ...(pathMasked ? ["name masked"] : []),
      ...(detail === null || detail === "" ? [] : [detail]),
      ...Object.entries(facts ?? {}).map(([key, value]) => `${key} ${value}`),
    ].join(" · "),
  );
}

function staticRow(entry: EntryView, urgency: Urgency): Markup {
  const words = aside(entry);
  const whose = entry.attribution === null ? NO_OWNER[entry.fate] : WHOSE[entry.attribution];
  return markup`<tr role="row" class="${urgency}"><td role="cell" class="file">${name(pathOf(entry))}<small>#${entry.id}${words !== "" && ` · ${words}`}</small></td><td role="cell" class="whose">${whose}</td><td role="cell" class="fate">${fateWords(entry)}</td><td role="cell" class="number records">${number(entry.records)}</td><td role="cell" class="number bytes">${number(entry.bytes)}</td></tr>
`;
}

function fateWords({ reason, accepted }: EntryView): string {
  const words = reason === null ? "inspected" : `no: ${REASON_WORDS[reason]}`;
  return accepted ? `${words}; accepted by the policy` : words;
}
