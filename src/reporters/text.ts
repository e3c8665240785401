import { Chalk } from "chalk";
import type {
  EntryView,
  FindingView,
  MechanismView,
  OwnerView,
  ReportEvent,
  RunView,
  TotalsView,
  VerdictView,
} from "../model/report.ts";
import { INCOMPLETE, ordered } from "./events.ts";
import type { Reporter, ReporterOptions } from "./reporter.ts";
import { requestLines, verdictLines } from "./text-head.ts";
import { mechanismLines } from "./text-mechanisms.ts";
import { lookedAtLines, missingFor } from "./text-missing.ts";
import { nextLines, pasteLines } from "./text-next.ts";
import { ownerLines } from "./text-owners.ts";
import { heading, type Head, type Page } from "./text-page.ts";
import { clip, fit } from "./text-width.ts";
import { reasonsFor, type Reasons } from "./text-why.ts";

/** Columns of the page: what a terminal has, within these. */
const MIN_COLUMNS = 60;
const MAX_COLUMNS = 80;
/** With `-v` a wide terminal is used: the list of entries holds paths. */
const MAX_VERBOSE_COLUMNS = 120;
/** Owners that have a row of their own without `-v`. */
const MAX_OWNERS = 5;

/** Writes the report for a person: verdict, request, whose it is, why, what was looked at, what to do, exit code. */
export const textReporter: Reporter = {
  name: "text",
  title: "text for a person, 80 columns",
  machine: false,
  async *render(events, options) {
    const page = pageFor(options);
    const draft = new Draft(page);
    // A verdict without its end proves nothing, so the short report is shown whole or not at all. With `-v` the list
    // of entries may be longer than memory; there the last line says that the end is missing.
    const held: string[] = [];
    try {
      for await (const event of ordered(events)) {
        const text = draft.take(event);
        if (page.verbose) yield text;
        else held.push(text);
      }
    } catch (error) {
      if (page.verbose) yield `${page.paint.red.bold(INCOMPLETE)}\n`;
      throw error;
    }
    yield held.join("");
  },
};

function pageFor(options: ReporterOptions): Page {
  const most = options.verbose ? MAX_VERBOSE_COLUMNS : MAX_COLUMNS;
  const asked = options.columns > 0 ? options.columns : MAX_COLUMNS;
  const width = Math.min(most, Math.max(MIN_COLUMNS, Math.floor(asked)));
  return { width, paint: new Chalk({ level: options.color }), verbose: options.verbose, options };
}

/** The report while its events arrive; each event gives the text that is then known to follow. */
class Draft {
  readonly #page: Page;
  readonly #why: Reasons;
  readonly #missing: ReturnType<typeof missingFor>;
  readonly #owners: OwnerView[] = [];
  readonly #mechanisms: MechanismView[] = [];
  readonly #more = { owners: 0, records: 0, recordings: 0 };
  #run: RunView | undefined;
  #verdict: VerdictView | undefined;
  #totals: TotalsView | undefined;
  #listing = false;
  #hasUnusedAnchor = false;

  constructor(page: Page) {
    this.#page = page;
    this.#why = reasonsFor(page);
    this.#missing = missingFor(page);
  }

  take(event: ReportEvent): string {
    switch (event.type) {
      case "run":
        this.#run = event.run;
        return "";
      case "verdict":
        this.#verdict = event.verdict;
        return "";
      case "totals":
        this.#totals = event.totals;
        return "";
      case "mechanism":
        this.#mechanisms.push(event.mechanism);
        return "";
      case "owner":
        this.#addOwner(event.owner);
        return "";
      case "finding": {
        this.#hasUnusedAnchor ||= event.finding.rule === "anchor-unused";
        const isToldBelow = this.#missing.tells(event.finding);
        if (this.#page.verbose || !(isToldBelow || isSaidAbove(event.finding))) this.#why.add(event.finding);
        return "";
      }
      case "entry":
        return this.#entry(event.entry);
      case "end":
        return (this.#listing ? this.#text([""]) : this.#upper()) + this.#lower();
    }
  }

  #addOwner(owner: OwnerView): void {
    if (this.#page.verbose || this.#owners.length < MAX_OWNERS) {
      this.#owners.push(owner);
      return;
    }
    this.#more.owners += 1;
    this.#more.records += owner.records;
    this.#more.recordings += owner.recordings;
  }

  #entry(entry: EntryView): string {
    this.#missing.add(entry);
    if (!this.#page.verbose) return "";
    const upper = this.#listing ? "" : this.#upper() + this.#text([heading(this.#page, "FILES")]);
    this.#listing = true;
    return upper + this.#text([entryLine(this.#page, entry)]);
  }

  #upper(): string {
    const page = this.#page;
    const head = this.#head();
    return this.#text([
      ...verdictLines(page, head),
      "",
      ...requestLines(page, head.run),
      "",
      ...ownerLines(page, head),
      "",
      ...block(this.#why.lines()),
    ]);
  }

  #lower(): string {
    const page = this.#page;
    const head = this.#head();
    const lines = [
      ...block(mechanismLines(page, this.#mechanisms)),
      ...block(this.#missing.lines(head)),
      ...block(lookedAtLines(page, head)),
      ...nextLines(page, head, {
        unread: this.#missing.reasons(),
        undecided: this.#missing.undecided(),
        hasUnusedAnchor: this.#hasUnusedAnchor,
      }),
    ];
    const { exitCode, outcome } = head.verdict;
    const paste = pasteLines(page, head).map((line) => `${line}\n`);
    return this.#text(lines) + paste.join("") + this.#text([`exit code ${exitCode} (${outcome})`]);
  }

  #head(): Head {
    const [run, verdict, totals] = [this.#run, this.#verdict, this.#totals];
    if (run === undefined || verdict === undefined || totals === undefined) throw new Error(INCOMPLETE);
    return { run, verdict, totals, owners: this.#owners, more: this.#more };
  }

  #text(lines: readonly string[]): string {
    return lines.map((line) => `${clip(line, this.#page.width)}\n`).join("");
  }
}

/** The line “Asked by” tells how many of the requester's identifiers were seen. */
function isSaidAbove({ rule, level }: FindingView): boolean {
  return rule === "identifier-not-seen" && level === "note";
}

function block(lines: readonly string[]): readonly string[] {
  return lines.length === 0 ? [] : [...lines, ""];
}

function entryLine(page: Page, entry: EntryView): string {
  const whose = entry.attribution ?? (entry.fate === "inspected" ? "furniture" : "-");
  const fate = entry.reason ?? "inspected";
  const start = `  ${fit(entry.id, 12).padEnd(7)} ${fate.padEnd(17)} ${whose.padEnd(12)} ${fit(entry.format ?? "-", 12).padEnd(6)} `;
  const end = entry.accepted ? " (accepted)" : "";
  return start + fit(entry.path, Math.max(12, page.width - start.length - end.length)) + end;
}
