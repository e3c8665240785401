import { PEOPLE_FORMATS, REPORTERS } from "../../reporters/index.ts";
import { RULES } from "../../rules/index.ts";
import type { KnownWords } from "./completion.ts";
import { SHELLS } from "./completion.ts";
import { SCHEMA_NAMES } from "./run-schema.ts";

/** Formats that GitHub's own files take; nobody asks for them by name. */
const INNER = /^github-/;

/** What may follow the flags and commands that take one of a few words. */
export function knownWords(): KnownWords {
  const formats = REPORTERS.map(({ name }) => name).filter((name) => !INNER.test(name));
  return {
    values: {
      "--report": formats,
      "explain --report": [],
      "who --report": PEOPLE_FORMATS,
      "policy check --report": [],
    },
    operands: {
      explain: RULES.map(({ id }) => id),
      schema: SCHEMA_NAMES,
      completion: SHELLS,
    },
  };
}
