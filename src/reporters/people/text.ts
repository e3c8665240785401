import { Chalk } from "chalk";
import type { PeopleReport, PersonView, Share } from "../../model/people.ts";
import { columns } from "../text-page.ts";
import { knownWords, registryWords } from "../registry-words.ts";
import { clip, fit, hanging, safe } from "../text-width.ts";
import { containerWord, counted, listed, number } from "../text-words.ts";
import type { PeopleOptions, PeopleReporter } from "./index.ts";
import { clockWords, countWords, kindWords, lengthWords, requestWords, shareWords } from "./words.ts";

/** Columns of a page, on a terminal that is not narrower. */
const PAGE_COLUMNS = 80;
const LEAST_COLUMNS = 60;
/** People who are shown one by one, without `-v`. */
const MAX_PEOPLE = 6;
const MAX_ROWS = 12;
/** Identifiers, ties and files of one person that are shown, without `-v`. */
const MAX_LISTED = 6;
const NAME_COLUMNS = 30;

/** For a person in an incident: how many, who, what of it is whose, and what is not known. */
export const peopleText: PeopleReporter = {
  name: "text",
  render: (report, options) => Promise.resolve(textOf(report, options)),
};

/** How the page is written. */
interface Page {
  readonly width: number;
  readonly bold: (text: string) => string;
  readonly options: PeopleOptions;
}

function textOf(report: PeopleReport, options: PeopleOptions): string {
  const paint = new Chalk({ level: options.color });
  const width = Math.max(LEAST_COLUMNS, Math.min(PAGE_COLUMNS, options.columns || PAGE_COLUMNS));
  const page = { width, bold: (text: string) => paint.bold(text), options };
  const blocks =
    report.person === null
      ? [
          headLines(page, report),
          tableLines(page, report),
          whoLines(page, report),
          tieLines(page, report),
          missingLines(page, report),
          lookedLines(page, report),
          noteLines(page, report),
          nextLines(page, report),
        ]
      : [
          headLines(page, report),
          whoLines(page, report),
          fileLines(page, report),
          tieLines(page, report),
          lookedLines(page, report),
          noteLines(page, report),
        ];
  const lines = blocks.filter((block) => block.length > 0).flatMap((block) => [...block, ""]);
  return `${lines
    .map((line) => clip(line, width))
    .join("\n")
    .trimEnd()}\n`;
}

function headLines(page: Page, report: PeopleReport): string[] {
  const { bundle, count, requester, person, people } = report;
  const word = person === null ? "WHO IS IN IT" : safe(person).toUpperCase();
  const [one] = people;
  const said =
    person === null || one === undefined
      ? `${countWords(count, requester !== null)}.`
      : `${shareWords(one)} in ${counted(one.entries, "files")}.`;
  const [first = "", ...rest] = hanging(
    " ".repeat(word.length + 3),
    `${fit(bundle.name, NAME_COLUMNS)}: ${said}`,
    page.width,
  );
  const sum =
    bundle.sha256 === null ? "" : `, sha256 ${bundle.sha256.slice(0, 8)}…${bundle.sha256.slice(-4)}`;
  const why = person === null ? count.why : [];
  return [
    page.bold(word) + first.slice(word.length),
    ...rest,
    "",
    `  Bundle    ${safe(containerWord(bundle.container))} ${counted(bundle.bytes, "bytes")}${sum}`,
    ...hanging("  Asked by  ", safe(requestWords(report)), page.width),
    ...(person === null && report.registry !== undefined
      ? hanging("  Registry  ", registryWords(report.registry, requester !== null), page.width)
      : []),
    ...why.flatMap((sentence, index) =>
      hanging(index === 0 ? "  Why       " : " ".repeat(12), `${safe(sentence)}.`, page.width),
    ),
  ];
}

function tableLines(page: Page, { people, unnamed, totals, person }: PeopleReport): string[] {
  const isShown = (index: number): boolean => page.options.verbose || index < MAX_ROWS;
  const shown = people.filter((_, index) => isShown(index));
  const left = people.slice(shown.length);
  const rowOf = (
    label: string,
    share: Pick<Share, "recordings" | "records" | "seconds" | "from" | "to">,
  ): string[] => [
    `  ${fit(label, 22)}`,
    number(share.recordings),
    number(share.records),
    clockWords(share),
    (share.from ?? "").slice(0, 10),
    (share.to ?? "").slice(0, 10),
  ];
  const sum = (of: (one: PersonView) => number): number => left.reduce((total, one) => total + of(one), 0);
  // What others wrote to the requester, and records of theirs in which others stand.
  const company = {
    recordings: totals.recordings.context,
    records: totals.records.context,
    seconds: 0,
    from: null,
    to: null,
  };
  const hasCompany = person === null && company.recordings + company.records > 0;
  const cells = [
    ["WHOSE IT IS".padEnd(22), "recordings", "records", "length", "from", "until"],
    ...shown.flatMap((one) => {
      const row = rowOf(one.id, one);
      return one.id === "requester" && hasCompany ? [row, rowOf("  of these with others", company)] : [row];
    }),
    ...(left.length === 0
      ? []
      : [
          rowOf(`… ${number(left.length)} more`, {
            recordings: sum(({ recordings }) => recordings),
            records: sum(({ records }) => records),
            seconds: sum(({ seconds }) => seconds),
            from: null,
            to: null,
          }),
        ]),
    rowOf("nobody named", unnamed),
  ];
  const [first = "", ...lines] = columns(cells, ["left", "right", "right", "right", "left", "left"]);
  return [page.bold(first), ...lines];
}

function whoLines(page: Page, { people, person }: PeopleReport): string[] {
  const isAll = page.options.verbose || person !== null;
  const strangers = people.filter(({ id }) => isAll || id !== "requester");
  const shown = page.options.verbose ? strangers : strangers.slice(0, MAX_PEOPLE);
  if (shown.length === 0) return [];
  const left = strangers.length - shown.length;
  return [
    page.bold(person === null ? "WHO IS WHO" : "WHAT IS THEIRS"),
    ...shown.flatMap((one) => personLines(page, one)),
    ...(left > 0 ? [`  … and ${number(left)} more people (-v shows them all)`] : []),
  ];
}

function personLines(page: Page, one: PersonView): string[] {
  const { width, options } = page;
  const list = <T>(all: readonly T[], words: (item: T) => string): string[] => {
    const shown = options.verbose ? all : all.slice(0, MAX_LISTED);
    const left = all.length - shown.length;
    return [...shown.map(words), ...(left > 0 ? [`and ${number(left)} more`] : [])];
  };
  const revealed = options.reveal?.get(one.id) ?? [];
  const identifiers = list(
    one.identifiers,
    (identifier) => `${identifier.kind} ${identifier.masked} (${shareWords(identifier)})`,
  );
  const tied = list(
    one.tiedBy,
    (tie) => `${tie.a} and ${tie.b}: ${shareWords(tie)}, first ${fit(tie.place, 60)}`,
  );
  const length = lengthWords(one);
  const span =
    one.from === null ? "" : `from ${one.from.slice(0, 10)} until ${(one.to ?? one.from).slice(0, 10)}`;
  const days = one.recordingDays.length;
  const dated = days === 0 ? "" : `recordings on ${number(days)} ${days === 1 ? "day" : "days"}`;
  const time = [span, length === "" ? "" : `sound and video: ${length}`, dated].filter((part) => part !== "");
  const takesPart = one.takesPart ?? 0;
  return [
    ...hanging(
      `  ${safe(one.id).padEnd(14)}`,
      safe(identifiers.join(", ")) || (one.id === "requester" ? "who asked" : "no identifier is told"),
      width,
    ),
    ...(one.registry === undefined ? [] : hanging(" ".repeat(16), knownWords(one.registry), width)),
    ...revealed.flatMap((raw) => hanging(" ".repeat(16), safe(raw), width)),
    ...tied.flatMap((sentence) => hanging(`${" ".repeat(16)}tied: `, safe(sentence), width)),
    ...one.kinds.flatMap((kind) => hanging(`${" ".repeat(16)}`, safe(kindWords(kind)), width)),
    ...(time.length === 0 ? [] : hanging(" ".repeat(16), time.join("; "), width)),
    ...(takesPart === 0
      ? []
      : hanging(" ".repeat(16), `takes part in ${counted(takesPart, "records")} counted for others`, width)),
  ];
}

function tieLines(page: Page, { ties }: PeopleReport): string[] {
  if (ties.length === 0) return [];
  const shown = page.options.verbose ? ties : ties.slice(0, MAX_LISTED);
  return [
    page.bold("SHARED, AND SO NOBODY'S ALONE"),
    ...shown.flatMap(({ kind, masked, people, ...stands }) => {
      const names =
        people.length > MAX_LISTED
          ? [...people.slice(0, MAX_LISTED), `${number(people.length - MAX_LISTED)} more`]
          : people;
      return hanging(
        "  ",
        `${kind} ${safe(masked)}: ${listed(names.map(safe))}, in ${shareWords(stands)}`,
        page.width,
      );
    }),
    ...(shown.length < ties.length ? [`  … and ${number(ties.length - shown.length)} more (-v)`] : []),
  ];
}

function missingLines(page: Page, { request }: PeopleReport): string[] {
  if (request === null) return [];
  const lines = [
    ...request.missing.map(
      ({ path, files, examples }) =>
        `${counted(files, "files")} that the requester's rows in ${fit(path, 40)} name: ${examples.map((name) => fit(name, 40)).join(", ")}`,
    ),
    ...request.unseen.map(
      ({ kind, told, unseen }) =>
        `${number(unseen)} of ${number(told)} identifiers (${kind}) that the subject file tells`,
    ),
  ];
  if (lines.length === 0) return [];
  return [
    page.bold("NOT THERE, OF THE REQUESTER'S"),
    ...lines.flatMap((text) => hanging("  ", text, page.width)),
  ];
}

function lookedLines(page: Page, { totals, formats, notInspected, bundle }: PeopleReport): string[] {
  const { inspected, total } = totals.entries;
  const { unclaimed } = totals.bytes;
  const layouts = bundle.layouts.map(({ name }) => name);
  const parts = [
    `${number(inspected)} of ${counted(total, "files")} inspected`,
    unclaimed > 0
      ? `${counted(unclaimed, "bytes")} of the archive belong to no file`
      : "every byte accounted for",
    ...(layouts.length > 0
      ? [`${layouts.length === 1 ? "layout" : "layouts"} ${listed(layouts.map(safe))}`]
      : []),
  ];
  const kinds = formats.map(({ format, entries }) => `${safe(format)} ${number(entries)}`);
  return [
    ...hanging(`${page.bold("LOOKED AT")}  `, parts.join("; "), page.width),
    ...hanging("  ", kinds.length === 0 ? "no file" : `files by format: ${kinds.join(", ")}`, page.width),
    ...notInspected.flatMap(({ reason, entries, examples }) =>
      hanging(
        "  ",
        `not inspected, ${reason}: ${counted(entries, "files")} (${examples.map((path) => fit(path, 50)).join(", ")}${entries > examples.length ? ", …" : ""})`,
        page.width,
      ),
    ),
  ];
}

function fileLines(page: Page, { files }: PeopleReport): string[] {
  const most = page.options.verbose ? files.length : MAX_ROWS;
  const cells = [
    ["FILES".padEnd(46), "recordings", "records"],
    ...files
      .slice(0, most)
      .map(({ path, recordings, records }) => [`  ${fit(path, 44)}`, number(recordings), number(records)]),
  ];
  const [first = "", ...lines] = columns(cells, ["left", "right", "right"]);
  const left = files.length - most;
  return [
    page.bold(first),
    ...lines,
    ...(left > 0 ? [`  … and ${number(left)} more files (-v, or -r json)`] : []),
  ];
}

function noteLines(page: Page, { notes }: PeopleReport): string[] {
  return notes.flatMap((note, index) =>
    hanging(index === 0 ? `${page.bold("NOTED")}      ` : " ".repeat(11), safe(note), page.width),
  );
}

function nextLines(page: Page, { people, requester }: PeopleReport): string[] {
  const [one] = people.filter(({ id }) => id !== "requester");
  const steps = [
    ...(one === undefined ? [] : [`One person's share, for their letter: --person ${one.id}`]),
    ...(requester === null ? ["Who asked is known? -s <subject file> tells them from the others."] : []),
    "Who they are: --reveal on this screen, --reveal-to <file.csv> for a file.",
  ];
  return steps.flatMap((step, index) =>
    hanging(index === 0 ? `${page.bold("NEXT")}  ${index + 1}. ` : `      ${index + 1}. `, step, page.width),
  );
}
