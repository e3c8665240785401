import type { NotInspectedReason } from "./fate.ts";

/** An entry cannot be (fully) read. What was found in it so far stays; its fate becomes not-inspected. */
export class NotInspected extends Error {
  readonly reason: NotInspectedReason;
  constructor(reason: NotInspectedReason, detail: string) {
    super(detail);
    this.name = "NotInspected";
    this.reason = reason;
  }
}

/** The check cannot run at all (exit code 2). `message` is one clear sentence that names the file and the reason. */
export class CannotRun extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = "CannotRun";
  }
}

/** The user stopped the check (exit code 130). */
export class Interrupted extends Error {
  constructor() {
    super("interrupted");
    this.name = "Interrupted";
  }
}

export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
