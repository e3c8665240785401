import type { NotInspectedReason } from "./fate.ts";

/** An entry cannot be (fully) read. What was found in it so far stays; its fate becomes not-inspected. */
export class NotInspected extends Error {
  readonly reason: NotInspectedReason;
  /** Bytes up to the end of its content, where that is known all the same; what follows is an entry of its own. */
  readonly consumed: number | undefined;
  constructor(reason: NotInspectedReason, detail: string, consumed?: number) {
    super(detail);
    this.name = "NotInspected";
    this.reason = reason;
    this.consumed = consumed;
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
