import type { EntryView, FindingView, RunView, VerdictView } from "../model/report.ts";
import { acceptanceWords, acceptedWords } from "./acceptances.ts";
import { ordered } from "./events.ts";
import { counted } from "./text-words.ts";
import { markupText } from "./markup-text.ts";
import type { Reporter, RuleListing } from "./reporter.ts";
import { PASTE_WORDS, WhatToDo } from "./what-to-do.ts";

/** Above this, one test case stands for a folder: GitLab takes 250,000 XML objects of a file, Jenkins slows down long before. */
const MAX_CASES = 20_000;
/** Findings whose words one test case shows. */
const MAX_FINDINGS = 20;

/** Writes JUnit XML as GitLab and Jenkins take it: a test case per file, failed by a stranger's data, in error when unproven. */
export const junitReporter: Reporter = {
  name: "junit",
  title: "JUnit XML, a test case per file",
  machine: true,
  async *render(events, { rules = [] }) {
    const suite = new Suite(rules);
    for await (const event of ordered(events)) {
      suite.next.take(event);
      if (event.type === "run") suite.run = event.run;
      else if (event.type === "verdict") suite.verdict = event.verdict;
      else if (event.type === "finding") suite.finding(event.finding);
      else if (event.type === "entry") suite.entry(event.entry);
    }
    yield* suite.lines();
  },
};

type State = "passed" | "skipped" | "error" | "failure";
const SEVERITY: readonly State[] = ["passed", "skipped", "error", "failure"];

interface Case {
  name: string;
  state: State;
  files: number;
  readonly words: string[];
}

class Suite {
  run: RunView | undefined;
  verdict: VerdictView | undefined;
  readonly next = new WhatToDo();
  readonly #help: ReadonlyMap<string, string>;
  readonly #words = new Map<string, string[]>();
  #cases = new Map<string, Case>();
  #areFolders = false;

  constructor(rules: readonly RuleListing[]) {
    this.#help = new Map(rules.map(({ id, help }) => [id, help]));
  }

  finding(finding: FindingView): void {
    const key = finding.entryId ?? "";
    const words = this.#words.get(key) ?? [];
    if (words.length < MAX_FINDINGS) words.push(wordsOf(finding));
    // Whoever opens a failed test sees this text and nothing else: what it means stands behind the first of its kind.
    const help = this.#help.get(finding.rule);
    if (help !== undefined && words.length < MAX_FINDINGS && !words.includes(`  ${help}`))
      words.push(`  ${help}`);
    this.#words.set(key, words);
  }

  entry(entry: EntryView): void {
    const state = stateOf(entry);
    const told = state === "passed" ? [] : (this.#words.get(entry.id) ?? [reasonOf(entry)]);
    const words = state === "skipped" ? ["accepted by the policy, not proven", ...told] : told;
    // The ordinal path makes names unique: GitLab keeps the first of equal ones.
    this.#add(this.#areFolders ? folderOf(entry.path) : `${entry.path} #${entry.id}`, state, words);
    if (this.#cases.size > MAX_CASES && !this.#areFolders) this.#foldUp();
  }

  #add(name: string, state: State, words: readonly string[], files = 1): void {
    const known = this.#cases.get(name);
    if (known === undefined) {
      this.#cases.set(name, { name, state, files, words: words.slice(0, MAX_FINDINGS) });
      return;
    }
    known.files += files;
    if (SEVERITY.indexOf(state) > SEVERITY.indexOf(known.state)) known.state = state;
    known.words.push(...words.slice(0, MAX_FINDINGS - known.words.length));
  }

  #foldUp(): void {
    const before = this.#cases;
    this.#cases = new Map();
    this.#areFolders = true;
    for (const { name, state, words } of before.values())
      this.#add(folderOf(name.slice(0, name.lastIndexOf(" #"))), state, words);
  }

  *lines(): Generator<string> {
    const { run, verdict } = this;
    if (run === undefined || verdict === undefined) throw new Error("a report without its head");
    const bundle: Case = {
      name: "the bundle",
      state: "passed",
      files: 0,
      words: [...verdict.reasons, acceptedWords(run)].filter((text) => text !== ""),
    };
    if (verdict.outcome !== "clean") bundle.state = verdict.outcome === "stray" ? "failure" : "error";
    bundle.words.push(...(this.#words.get("") ?? []), ...run.policy.accepted.map(acceptanceWords));
    const steps = this.next.steps().map((step, index) => `${index + 1}. ${step}`);
    const paste = this.next.paste();
    bundle.words.push("What to do:", ...steps, ...(paste.length === 0 ? [] : [PASTE_WORDS, ...paste]));
    const cases = [bundle, ...this.#cases.values()];
    const count = (state: State): number => cases.filter((one) => one.state === state).length;
    const counts = `tests="${cases.length}" failures="${count("failure")}" errors="${count("error")}"`;
    // Jenkins' xUnit plugin holds to its schema (junit-10.xsd): only a suite tells how many were skipped.
    const suiteCounts = `${counts} skipped="${count("skipped")}"`;
    const name = markupText(run.bundle.name);
    yield `<?xml version="1.0" encoding="UTF-8"?>\n<testsuites name="straycheck" ${counts} time="0">\n`;
    yield `  <testsuite name="straycheck: ${name}" ${suiteCounts} time="0">\n    <properties>\n`;
    yield property("outcome", verdict.outcome) + property("exitCode", String(verdict.exitCode));
    yield property("codes", verdict.codes.join(" ")) + property("ref", run.subject.ref);
    if (run.bundle.sha256 !== null) yield property("sha256", run.bundle.sha256);
    yield property("accepted", String(run.policy.acceptedEntries ?? 0));
    yield "    </properties>\n";
    for (const one of cases) yield testCase(one, name);
    yield "  </testsuite>\n</testsuites>\n";
  }
}

function testCase({ name, state, files, words }: Case, suite: string): string {
  const shown = files > 1 ? `${name} (${files} files)` : name;
  const start = `    <testcase classname="straycheck.${suite}" name="${markupText(shown)}" time="0"`;
  const [first = ""] = words;
  // GitLab shows the text, not the attribute; Jenkins shows both.
  const text = words.map((line) => markupText(line)).join("\n");
  if (state === "passed")
    return text === ""
      ? `${start}/>\n`
      : `${start}>\n      <system-out>${text}</system-out>\n    </testcase>\n`;
  return `${start}>\n      <${state} message="${markupText(first)}">${text}</${state}>\n    </testcase>\n`;
}

function property(name: string, value: string): string {
  return `      <property name="${name}" value="${markupText(value)}"/>\n`;
}

function stateOf(entry: EntryView): State {
  if (entry.attribution === "stray" || entry.attribution === "conflict") return "failure";
  if (entry.accepted) return "skipped";
  return entry.fate === "not-inspected" || entry.attribution === "unattributed" ? "error" : "passed";
}

function reasonOf(entry: EntryView): string {
  return entry.fate === "not-inspected"
    ? `not inspected: ${entry.reason ?? ""} ${entry.detail ?? ""}`
    : `${entry.attribution ?? "furniture"}: ${entry.records} records`;
}

function wordsOf({ rule, title, count, unit, owner, places, message }: FindingView): string {
  const whose = owner === null ? "" : ` of ${owner}`;
  const first = places[0] === undefined ? "" : `, first at ${places[0]}`;
  return `${rule}: ${title}: ${counted(count, unit)}${whose}${first}${message === "" ? "" : `; ${message}`}`;
}

function folderOf(path: string): string {
  const at = path.lastIndexOf("/");
  return at < 0 ? "(top folder)" : path.slice(0, at + 1);
}
