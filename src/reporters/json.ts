import type { ReportEvent } from "../model/report.ts";
import { ordered } from "./events.ts";
import { published } from "./published.ts";
import type { Reporter } from "./reporter.ts";

/** Characters that are gathered before a chunk is handed on. */
const CHUNK_CHARACTERS = 64 * 1024;

/** Writes one `straycheck-report/1` document, one line per owner, finding and entry, with memory that does not grow. */
export const jsonReporter: Reporter = {
  name: "json",
  title: "one JSON document, straycheck-report/1",
  machine: true,
  async *render(events) {
    let pending = "";
    for await (const piece of pieces(events)) {
      pending += piece;
      if (pending.length >= CHUNK_CHARACTERS) {
        yield pending;
        pending = "";
      }
    }
    if (pending !== "") yield pending;
  },
};

const LISTS = ["mechanisms", "owners", "findings", "entries"] as const;

async function* pieces(events: AsyncIterable<ReportEvent>): AsyncGenerator<string, void, void> {
  let list = -1;
  let empty = true;
  /** Closes the lists before `wanted` and opens it. */
  const moveTo = (wanted: number): string => {
    let text = "";
    while (list < wanted) {
      if (list >= 0) text += empty ? "]" : "\n  ]";
      list += 1;
      empty = true;
      const name = LISTS[list];
      text += name === undefined ? "\n}\n" : `,\n  ${encode(name)}: [`;
    }
    return text;
  };
  const item = (wanted: number, value: unknown): string => {
    const text = `${moveTo(wanted)}${empty ? "" : ","}\n    ${encode(value)}`;
    empty = false;
    return text;
  };
  for await (const event of ordered(events)) {
    switch (event.type) {
      case "run":
        yield run(published(event));
        break;
      case "verdict":
      case "totals":
        yield section(event.type, published(event));
        break;
      case "mechanism":
        yield item(0, published(event));
        break;
      case "owner":
        yield item(1, published(event));
        break;
      case "finding":
        yield item(2, published(event));
        break;
      case "entry":
        yield item(3, published(event));
        break;
      case "end":
        yield moveTo(LISTS.length);
    }
  }
}

/** The beginning of the document: `schema` and `tool` on a line each, then what was checked, for whom, with what. */
function run(view: object): string {
  return Object.entries(view)
    .map(([name, value]: [string, unknown], index) => {
      const start = index === 0 ? "{\n  " : ",\n  ";
      return name === "schema" || name === "tool"
        ? `${start}${encode(name)}: ${encode(value)}`
        : section(name, value as object);
    })
    .join("");
}

/** A member of the document whose own members stand on a line each. */
function section(name: string, value: object): string {
  const members = Object.entries(value).map(([key, part]) => `\n    ${encode(key)}: ${encode(part)}`);
  return `,\n  ${encode(name)}: {${members.join(",")}\n  }`;
}

// JSON.stringify escapes C0 controls and lone surrogates; DEL, C1, bidi controls, invisible characters, line
// separators and tag characters could still steer or deceive a terminal that shows the report.
const UNSAFE =
  /[\u007f-\u009f\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\uffff\u{e0000}-\u{e0fff}]/gu;

/** JSON in which nothing can steer or deceive a terminal. */
export function encode(value: unknown): string {
  return JSON.stringify(value).replace(UNSAFE, (character) => {
    let text = "";
    for (let index = 0; index < character.length; index += 1) {
      text += `\\u${character.charCodeAt(index).toString(16).padStart(4, "0")}`;
    }
    return text;
  });
}
