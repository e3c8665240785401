import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { openContainer, type Container } from "../../src/containers/index.ts";
import { whatBytesLookLike } from "../../src/formats/index.ts";
import { Budget } from "../../src/engine/leases.ts";
import { cutRuns, inOrder, shelve } from "../../src/engine/gather.ts";
import { Join } from "../../src/engine/join.ts";
import { fateOf, Ledger } from "../../src/engine/ledger.ts";
import { Pool } from "../../src/engine/pool.ts";
import type { Result } from "../../src/engine/protocol.ts";
import { DEFAULT_LIMITS, type Limits } from "../../src/model/limits.ts";
import { DEFAULT_POLICY } from "../../src/model/policy.ts";
import type { Fate } from "../../src/model/fate.ts";
import type { Attribution } from "../../src/model/kinds.ts";
import type { Subject } from "../../src/model/subject.ts";

/** What the engine makes of one file by itself. */
export interface Reading {
  readonly fate: Fate;
  readonly attribution: Attribution | null;
  /** Records and recordings. */
  readonly records: number;
  /** Foreign identifiers it names as owners. */
  readonly foreign: ReadonlySet<string>;
  /** Strangers in whatever role. */
  readonly seen: ReadonlySet<string>;
  /** Identifiers of the subject it names, by their number. */
  readonly mine: ReadonlySet<number>;
  /** Bytes of it that became entries of their own, `[first byte, bytes]`, and whether something else was found in it. */
  readonly others: readonly (readonly [number, number])[];
  readonly hasKept: boolean;
}

/** Reads files with the engine's own workers, which are killed where they stall. */
export class EntryCourt {
  readonly #folder: string;
  readonly #subject: Subject;
  readonly #limits: Limits;

  /** `folder`: a private one, emptied for each batch. */
  constructor(folder: string, subject: Subject, limits: Partial<Limits> = {}) {
    this.#folder = folder;
    this.#subject = subject;
    this.#limits = { ...DEFAULT_LIMITS, ...limits };
  }

  /** In the order of the files. */
  async read(
    files: readonly { readonly name: string; readonly bytes: Uint8Array }[],
  ): Promise<readonly Reading[]> {
    rmSync(this.#folder, { recursive: true, force: true });
    for (const [index, { name, bytes }] of files.entries()) {
      const folder = path.join(this.#folder, String(index).padStart(6, "0"));
      mkdirSync(folder, { recursive: true });
      writeFileSync(path.join(folder, path.basename(name)), bytes);
    }
    const container = await openContainer(this.#folder, this.#limits, {
      canDecrypt: false,
      looksLike: whatBytesLookLike,
    });
    return this.#gather(container);
  }

  async #gather(container: Container): Promise<readonly Reading[]> {
    const limits = this.#limits;
    const budget = Budget.of(limits);
    const around = {
      part: 0,
      parent: -1,
      within: [],
      digests: [],
      budget,
      below: budget,
      room: { bytes: limits.maxEmbeddedBytes },
    };
    const shelved = shelve(container, around, new Ledger(), limits);
    const setup = {
      subject: this.#subject,
      policy: DEFAULT_POLICY,
      given: [],
      givenBuiltins: [],
      limits,
      parts: [this.#folder],
      passwords: [],
    };
    const pool = new Pool({ setup, jobs: 2, limits, signal: undefined });
    const readings: Reading[] = [];
    try {
      const files = container.entries.filter(({ kind }) => kind === "file");
      for await (const { task, result } of inOrder(pool.gather(cutRuns([shelved])), shelved.tasks)) {
        const listed = container.entries[task.row];
        if (listed !== undefined) readings.push(judged(result, { ...listed }, this.#subject, limits));
      }
      if (readings.length !== files.length) throw new Error("a file was not read");
    } finally {
      await pool.close();
    }
    return readings;
  }
}

function judged(
  result: Result,
  listed: Container["entries"][number],
  subject: Subject,
  limits: Limits,
): Reading {
  const ledger = new Ledger();
  ledger.list(0, -1, [listed]);
  const join = new Join(ledger, subject, DEFAULT_POLICY, limits);
  const gathered = { ...result.gathered, row: 0 };
  if (gathered.digests.length === 0) ledger.settle(0, gathered.fate, gathered.sha256);
  join.add(gathered);
  join.finish();
  const [row] = ledger.rows;
  const contents = result.contents?.entries ?? [];
  return {
    fate: row === undefined ? gathered.fate : fateOf(row),
    attribution: row?.attribution ?? null,
    records: (row?.records ?? 0) + (row?.recording === true ? 1 : 0),
    foreign: new Set(
      [...gathered.claims, ...gathered.swept.map(({ claim }) => claim)]
        .filter(({ outcome, role }) => outcome === "foreign" && role === "owner")
        .map(({ key }) => key),
    ),
    seen: new Set(gathered.claims.filter(({ outcome }) => outcome === "foreign").map(({ key }) => key)),
    mine: new Set(gathered.claims.filter(({ mine }) => mine >= 0).map(({ mine }) => mine)),
    others: contents.flatMap(({ locator }) => (locator.in === "ranges" ? locator.ranges : [])),
    hasKept:
      contents.some(({ locator, found }) => locator.in !== "ranges" || found !== undefined) ||
      (result.contents?.observations.length ?? 0) > 0,
  };
}
