import { check, type CheckOptions } from "../../src/engine/check.ts";
import { parseSubject } from "../../src/cli/subject-file.ts";
import { DEFAULT_LIMITS } from "../../src/model/limits.ts";
import { ANNA_BY_ACCOUNT } from "../../fixtures/support/people.ts";
import { sha256 } from "./containers.ts";

const subject = parseSubject(ANNA_BY_ACCOUNT, "subject.yaml", {});

/** What a check of Anna's archive says, as far as it tells a good archive from another. */
export interface Said {
  readonly exitCode: number | undefined;
  /** Rule and sentence of each finding that changes the verdict. */
  readonly loud: readonly string[];
  /** Rules of the other findings, each once. */
  readonly notes: readonly string[];
  /** Digest of each file that was inspected; folders, comments and what lies between the files are left out. */
  readonly files: Readonly<Record<string, string>>;
  /** Path and reason of each entry that was not. */
  readonly missed: readonly string[];
  /** Paths of what lies between the files, of comments and extra fields. */
  readonly found: readonly string[];
  readonly unclaimed: number | undefined;
}

/** Checks an archive as Anna's export. */
export async function saidOf(path: string, options: Partial<CheckOptions> = {}): Promise<Said> {
  const events = await Array.fromAsync(
    check({ bundles: [path], subject, limits: DEFAULT_LIMITS, jobs: 1, ...options }),
  );
  const findings = events.flatMap((event) => (event.type === "finding" ? [event.finding] : []));
  const entries = events.flatMap((event) => (event.type === "entry" ? [event.entry] : []));
  const files = entries.filter((entry) => entry.fate === "inspected" && !/^\[|\/$/.test(entry.path));
  return {
    exitCode: events.flatMap((event) => (event.type === "verdict" ? [event.verdict.exitCode] : []))[0],
    loud: findings
      .filter(({ level }) => level === "stray" || level === "unproven")
      .map(({ rule, entry, message }) => `${rule}: ${entry ?? ""}: ${message}`),
    notes: [...new Set(findings.filter(({ level }) => level === "note").map(({ rule }) => rule))].sort(),
    files: Object.fromEntries(files.map((entry) => [entry.path, entry.sha256 ?? ""])),
    missed: entries
      .filter(({ fate }) => fate !== "inspected")
      .map(({ path: name, reason }) => `${name}: ${reason}`),
    found: entries.map((entry) => entry.path).filter((name) => name.startsWith("[")),
    unclaimed: events.flatMap((event) => (event.type === "totals" ? [event.totals.bytes.unclaimed] : []))[0],
  };
}

/** What a good archive has beside its notes: to be compared with `quiet`. */
export function verdictAndFiles({ exitCode, loud, missed, files }: Said): Verdict {
  return { exitCode, loud, missed, files };
}

type Verdict = Pick<Said, "exitCode" | "loud" | "files" | "missed">;

/** What is said of a good archive that holds these files, and no other. */
export function quiet(files: Readonly<Record<string, Uint8Array>>): Verdict {
  return {
    exitCode: 0,
    loud: [],
    missed: [],
    files: Object.fromEntries(Object.entries(files).map(([name, bytes]) => [name, sha256(bytes)])),
  };
}
