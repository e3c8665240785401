import { ordered } from "./events.ts";
import { encode } from "./json.ts";
import { published } from "./published.ts";
import type { Reporter } from "./reporter.ts";

/**
 * Writes one JSON document per line: `{"type":"run",…}` first, `{"type":"end","complete":true}` last, so that a file
 * that was cut off can be told. The members are those of `straycheck-report/1`.
 */
export const jsonlReporter: Reporter = {
  name: "jsonl",
  title: "JSON lines, the first is run, the last is end",
  machine: true,
  async *render(events) {
    for await (const event of ordered(events)) {
      const line = event.type === "end" ? { complete: true } : published(event);
      yield `${encode({ type: event.type, ...line })}\n`;
    }
  },
};
