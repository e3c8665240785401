import type { Delivery } from "./delivery.ts";
import { deliveredPath, knownNames } from "./names.ts";
import type { Alarm, View } from "./view.ts";

/** A reader delivers what was not inspected, and the report does not say that the archive is at fault. */
export interface Violation {
  readonly reader: string;
  readonly what: "content" | "name" | "check";
  /** sha256, the name, or how the check broke. */
  readonly value: string;
}

/** What the law says of one archive. */
export interface Judgement {
  /** Whatever a reader delivers and we did not inspect; allowed when there are alarms. */
  readonly unseen: readonly Violation[];
  readonly violations: readonly Violation[];
  /** All readers that could open the archive deliver the same, and we inspected all of that. */
  readonly isAgreed: boolean;
  /** Alarms although all agree. */
  readonly falseAlarms: readonly Alarm[];
}

/** sha256 of nothing: an empty file hides nothing but its name. */
const EMPTY = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

/**
 * Reasons that hold whatever the readers agree on: without its password no reader shows what is encrypted, a link leads
 * out of the archive wherever it is unpacked, an archive inside is no reader's to open, a limit is the user's choice.
 */
const NEVER_FALSE = new Set(
  ["encrypted", "link", "special-file", "nested-archive", "over-limit", "timed-out"].map(
    (reason) => `not-inspected: ${reason}`,
  ),
);

/** Holds what the readers delivered against what was inspected. */
export function judge(view: View, deliveries: ReadonlyMap<string, Delivery>): Judgement {
  if (view.broken !== undefined) {
    const violations: Violation[] = [{ reader: "straycheck", what: "check", value: view.broken }];
    return { unseen: violations, violations, isAgreed: false, falseAlarms: [] };
  }
  const names = knownNames(view.names, view.maskedNames);
  const contents = new Set([...view.contents, EMPTY]);
  const unseen: Violation[] = [];
  for (const [reader, delivery] of deliveries) {
    for (const value of delivery.contents)
      if (!contents.has(value)) unseen.push({ reader, what: "content", value });
    const delivered = new Set(delivery.names);
    for (const value of delivered)
      if (!names.has(value) && !isRenamed(value, delivered, names.has))
        unseen.push({ reader, what: "name", value });
  }
  const isAgreed = unseen.length === 0 && view.refused === undefined && agree(deliveries);
  return {
    unseen,
    violations: view.refused === undefined && view.alarms.length === 0 ? unseen : [],
    isAgreed,
    falseAlarms: isAgreed ? view.alarms.filter(({ rule }) => !NEVER_FALSE.has(rule)) : [],
  };
}

/** `a_1.txt` beside `a.txt`, `a~1` beside `a`: so 7z and unzip keep two entries of one name. */
function isRenamed(
  name: string,
  delivered: ReadonlySet<string>,
  isKnown: (name: string) => boolean,
): boolean {
  const before = [name.replace(/_\d+(\.[^./]*)?$/, "$1"), name.replace(/~\d*$/, "")];
  return before.some((original) => original !== name && delivered.has(original) && isKnown(original));
}

/** Whether all readers that could open the archive deliver the same files. A reader that stops half-way disagrees. */
function agree(deliveries: ReadonlyMap<string, Delivery>): boolean {
  const seen = [...deliveries.values()].filter(
    (delivery) => delivery.error === undefined || delivery.names.length > 0 || delivery.contents.length > 0,
  );
  if (seen.some((delivery) => delivery.error !== undefined)) return false;
  const [first, ...others] = seen.map((delivery) => summaryOf(delivery));
  return first !== undefined && others.every((summary) => summary === first);
}

/** Contents and number of files: the names were compared with ours already, and are spelt in each reader's way. */
function summaryOf(delivery: Delivery): string {
  const contents = delivery.contents.filter((hash) => hash !== EMPTY).toSorted();
  // Scripts name folders as entries; a folder on the disk says nothing about entries.
  const files = new Set(
    delivery.names.filter((name) => !/[\\/]$/.test(name)).map((name) => deliveredPath(name)),
  );
  return `${contents.join()} ${files.size}`;
}
