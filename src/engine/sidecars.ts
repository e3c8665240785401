import type { Link, Made } from "../model/evidence.ts";
import type { LinkProblem } from "../model/facts.ts";
import { sameShape, shapeOf } from "../model/shape.ts";
import { isoTime, type Millis } from "../model/time.ts";

// Rows beside media, and what the media say of themselves.

/** Cameras know no zone, and rows often only a day. */
const MAX_TAKEN_APART: Millis = 2 * 86_400_000;

/** What a row says of a recording and its tags contradict; undefined where they agree or one is silent. */
export function otherTags({ taken, devices }: Link, tags: Made): string | undefined {
  const [first] = tags.taken;
  if (taken !== undefined && first !== undefined) {
    if (tags.taken.every((time) => Math.abs(time - taken) > MAX_TAKEN_APART))
      return `the row says it was made on ${isoTime(taken).slice(0, 10)}, its own tags say ${isoTime(first).slice(0, 10)}`;
  }
  // An app and a camera call one device by two numbers: only such of one form are compared.
  const differ =
    devices.length > 0 && tags.devices.length > 0 && !devices.some((one) => tags.devices.includes(one));
  const alike =
    differ && devices.every((one) => tags.devices.every((other) => sameShape(shapeOf(one), shapeOf(other))));
  return alike ? "the row says that another device made it than its own tags do" : undefined;
}

/**
 * Rows that name no owner speak for nobody, but they describe files. Numbers are held against the files only where some
 * rows of the folder agree: otherwise they count something else (kilobytes, pages).
 */
export class NobodysRows {
  readonly #problem: (problem: LinkProblem) => void;
  readonly #folders = new Map<string, { agree: boolean; readonly wrong: (() => LinkProblem)[] }>();

  constructor(problem: (problem: LinkProblem) => void) {
    this.#problem = problem;
  }

  add(folder: string, link: Link, disagrees: string | undefined, make: () => LinkProblem): void {
    // A row that contradicts itself is said so already.
    if (link.doubt !== undefined) return;
    const known = this.#folders.get(folder) ?? { agree: false, wrong: [] };
    this.#folders.set(folder, known);
    const isMeasured = link.size !== undefined || link.seconds !== undefined;
    if (disagrees === undefined) known.agree ||= isMeasured;
    else if (!isMeasured || link.sha256 !== undefined) this.#problem(make());
    else if (known.wrong.length < MAX_WRONG) known.wrong.push(make);
  }

  settle(): void {
    for (const { agree, wrong } of this.#folders.values())
      if (agree) for (const make of wrong) this.#problem(make());
  }
}

/** Rows of one folder that are kept until others agree. */
const MAX_WRONG = 4096;

/** Of an entry, as it is shown. */
export function folderOf(path: string): string {
  return path.slice(0, path.lastIndexOf("/") + 1);
}
