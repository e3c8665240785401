import { expect, test } from "vitest";
import { jsonlReporter } from "../../src/reporters/jsonl.ts";
import { collected, strayReport, stream } from "./reports.ts";

const OPTIONS = { color: 0, columns: 80, verbose: false } as const;

test("every line is a document of its own: the first is run, the last is end", async () => {
  const text = await collected(jsonlReporter.render(stream(strayReport()), OPTIONS));
  const lines = text.trimEnd().split("\n");
  const documents = lines.map((line) => JSON.parse(line) as { type: string });
  expect(documents[0]).toMatchObject({ type: "run", schema: "straycheck-report/1" });
  expect(documents.at(-1)).toEqual({ type: "end", complete: true });
  expect(documents.find(({ type }) => type === "owner")).toMatchObject({
    id: "stranger-1",
    recordings: 1700,
  });
});

test("a run that stopped has no last line", async () => {
  const events = strayReport().slice(0, -1);
  const seen: string[] = [];
  await expect(async () => {
    for await (const text of jsonlReporter.render(stream(events), OPTIONS)) seen.push(text);
  }).rejects.toThrow(/proves nothing/);
  expect(seen.join("")).not.toContain('"complete"');
});
