import type {
  MechanismView,
  OwnerView,
  ReportEvent,
  RunView,
  TotalsView,
  VerdictView,
} from "../../model/report.ts";
import { INCOMPLETE, ordered } from "../events.ts";
import { findingGroups } from "../finding-groups.ts";
import { missingCauses } from "../missing.ts";
import type { Reporter, ReporterOptions } from "../reporter.ts";
import { VERDICT_WORDS } from "../text-head.ts";
import type { Head } from "../text-page.ts";
import { safe } from "../text-width.ts";
import { coveragePart, glossaryPart, policyPart } from "./coverage.ts";
import { FileList } from "./files.ts";
import { markup, type Markup } from "./markup.ts";
import { ownersPart } from "./owners.ts";
import { contents, pageEnd, pageStart, section, type Frame, type Section } from "./page.ts";
import { SCRIPT } from "./script.ts";
import { stepsPart } from "./steps.ts";
import { STYLE } from "./style.ts";
import { verdictPart } from "./verdict.ts";
import { mechanismsPart, missingPart, whyPart } from "./why.ts";

/** Strangers who have a row of their own. */
const MAX_OWNERS = 200;
/** Characters that are gathered before a chunk is handed on. */
const CHUNK_CHARACTERS = 64 * 1024;

/**
 * Writes one page that needs nothing else: for a person who has never seen this program, on a screen or on paper. The
 * data of the files comes first, because it can be written while it arrives; the verdict stands above it on the page.
 */
export const htmlReporter: Reporter = {
  name: "html",
  title: "one page for a person, to read in a browser or to print",
  machine: true,
  async *render(events, options) {
    let pending = "";
    for await (const piece of pieces(events, options)) {
      pending += piece;
      if (pending.length >= CHUNK_CHARACTERS) {
        yield pending;
        pending = "";
      }
    }
    if (pending !== "") yield pending;
  },
};

async function* pieces(
  events: AsyncIterable<ReportEvent>,
  options: ReporterOptions,
): AsyncGenerator<string, void, void> {
  const draft = new Draft();
  for await (const event of ordered(events)) {
    if (event.type === "totals") {
      draft.totals = event.totals;
      yield await pageStart(draft.frame());
    } else if (event.type === "entry") {
      draft.causes.add(event.entry);
      yield draft.files.add(event.entry);
    } else if (event.type === "end") {
      yield draft.files.end() + draft.files.words();
      yield* draft.page(options);
    } else {
      draft.take(event);
    }
  }
}

/** What is gathered of a report until its end: bounded by what the page shows, and by the groups of its findings. */
class Draft {
  readonly causes = missingCauses();
  readonly files = new FileList();
  totals: TotalsView | undefined;
  readonly #groups = findingGroups(true);
  readonly #owners: OwnerView[] = [];
  readonly #mechanisms: MechanismView[] = [];
  readonly #more = { owners: 0, records: 0, recordings: 0 };
  #run: RunView | undefined;
  #verdict: VerdictView | undefined;

  take(event: Extract<ReportEvent, { type: "run" | "verdict" | "mechanism" | "owner" | "finding" }>): void {
    if (event.type === "run") this.#run = event.run;
    else if (event.type === "verdict") this.#verdict = event.verdict;
    else if (event.type === "mechanism") this.#mechanisms.push(event.mechanism);
    else if (event.type === "owner") this.#addOwner(event.owner);
    else if (!this.causes.tells(event.finding)) this.#groups.add(event.finding);
  }

  #addOwner(owner: OwnerView): void {
    if (this.#owners.length < MAX_OWNERS) {
      this.#owners.push(owner);
      return;
    }
    this.#more.owners += 1;
    this.#more.records += owner.records;
    this.#more.recordings += owner.recordings;
  }

  frame(): Frame {
    const { run, verdict } = this.#head();
    return {
      title: `${VERDICT_WORDS[verdict.outcome]}: ${safe(run.bundle.name)}, request ${safe(run.subject.ref)}`,
      generator: `${run.tool.name} ${run.tool.version}`,
      style: STYLE,
      script: SCRIPT,
    };
  }

  *page(options: ReporterOptions): Generator<string> {
    const head = this.#head();
    const sections = this.#sections(head, options);
    yield markup`<a class="skip" href="#main">To the result</a>
<header><p><strong>straycheck</strong> Does everything in this export belong to the person who asked?</p></header>
<main id="main" tabindex="-1">
${verdictPart(head)}
${contents(sections)}`.toString();
    for (const part of sections) yield section(part).toString();
    yield "</main>\n";
    yield pageEnd(this.frame(), footer(head));
  }

  #head(): Head {
    const [run, verdict, totals] = [this.#run, this.#verdict, this.totals];
    if (run === undefined || verdict === undefined || totals === undefined) throw new Error(INCOMPLETE);
    return { run, verdict, totals, owners: this.#owners, more: this.#more };
  }

  #sections(head: Head, { rules = [] }: ReporterOptions): Section[] {
    const groups = this.#groups.inOrder();
    const reasons = groups.filter(({ finding }) => finding.level !== "note");
    const notes = groups.filter(({ finding }) => finding.level === "note");
    const isClean = head.verdict.outcome === "clean";
    const missing = isClean ? [] : this.causes.rows(head.totals);
    const lacking = {
      unread: this.causes.reasons(),
      undecided: this.causes.undecided(),
      hasUnusedAnchor: groups.some(({ finding }) => finding.rule === "anchor-unused"),
    };
    const parts: readonly (readonly [id: string, heading: string, content: Markup | false])[] = [
      ["next", "What to do now", stepsPart(head, lacking)],
      ["whose", "Whose it is", ownersPart(head)],
      ["why", "Why", reasons.length > 0 && whyPart(reasons, rules)],
      ["how", "How it probably came about", this.#mechanisms.length > 0 && mechanismsPart(this.#mechanisms)],
      [
        "missing",
        head.verdict.outcome === "stray" ? "What is not proven either" : "What is not proven",
        missing.length > 0 && missingPart(missing),
      ],
      ["noted", "Also noted", notes.length > 0 && whyPart(notes, rules)],
      ["coverage", "What was looked at", coveragePart(head)],
      ["policy", "Exceptions", policyPart(head)],
      ["words", "Words used here", glossaryPart()],
    ];
    return [
      ...parts.flatMap(([id, heading, content]) => (content === false ? [] : [{ id, heading, content }])),
      { id: "files", heading: "The files", content: this.files.part(), wide: true },
    ];
  }
}

function footer({ run }: Head): Markup {
  return markup`<p>Written by ${run.tool.name} ${run.tool.version} (${run.schema}). This page is one file: it loads nothing, sends nothing and holds no identifier of anybody in clear. Names of files may still tell something about people, so keep it as confidential as the export itself.</p>
<p>The same export checked with the same options gives the same page, byte for byte; that is why it bears no date.</p>`;
}
