import { rmSync, writeFileSync } from "node:fs";
import { registerHooks } from "node:module";
import path from "node:path";
import type { CheckOptions } from "../../../src/engine/check.ts";
import type { ReportEvent } from "../../../src/model/report.ts";
import { parseSubject } from "../../../src/cli/subject-file.ts";
import { loadLayout } from "../../../src/layouts/index.ts";
import { parsePolicy } from "../../../src/policy/index.ts";
import { inThreads } from "../../../fixtures/support/threads-in-process.ts";
import type { Bundle } from "./truth.ts";

/** The day on which bundles are checked: acceptances could expire. */
const TODAY = "2026-11-21";
const STAND_IN = import.meta.resolve("../../../fixtures/support/threads-in-process.ts");

// Before the engine is imported: its pool and its worker get the stand-in.
registerHooks({
  resolve: (specifier, context, next) => {
    const isEngine = /\/src\/engine\/(?:pool|worker)\.ts/.test(context.parentURL ?? "");
    return next(specifier === "node:worker_threads" && isEngine ? STAND_IN : specifier, context);
  },
});
const { check } = await import("../../../src/engine/check.ts");

/** Checks bundles with the engine as it is; only its workers run in this thread. */
export class Court {
  readonly #file: string;
  readonly #folder: string;

  constructor(folder: string) {
    this.#folder = folder;
    this.#file = path.join(folder, "export.zip");
  }

  /** All events of one check, with the bundle's layout given (`-l`) or not. */
  async hear(bundle: Bundle, given: boolean): Promise<readonly ReportEvent[]> {
    return Array.fromAsync(check(await this.#options(bundle, given)));
  }

  /** The same with worker threads, as users run it. */
  async hearInThreads(bundle: Bundle, given: boolean): Promise<readonly ReportEvent[]> {
    const options = await this.#options(bundle, given);
    return inThreads(() => Array.fromAsync(check(options)));
  }

  async #options(bundle: Bundle, given: boolean): Promise<CheckOptions> {
    const file = bundle.name === undefined ? this.#file : path.join(this.#folder, bundle.name);
    writeFileSync(file, bundle.bytes);
    const { layout } = bundle;
    return {
      bundles: [file],
      subject: parseSubject(bundle.subject, "subject.yaml", {}),
      today: TODAY,
      ...(bundle.policy === undefined ? {} : { policy: parsePolicy(bundle.policy, "policy.yaml", TODAY) }),
      ...(given && layout.json !== undefined
        ? { layouts: [await loadLayout(layout.json, "layout.json")] }
        : {}),
      ...(given && layout.builtin !== undefined ? { givenBuiltins: [layout.builtin] } : {}),
    };
  }

  close(): void {
    rmSync(this.#folder, { recursive: true, force: true });
  }
}
