import { Ajv2020 } from "ajv/dist/2020.js";
import { expect } from "vitest";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { writeZip } from "../../fixtures/support/zip-writer.ts";
import { voice, wav } from "../../fixtures/support/wav.ts";
import schema from "../../src/batch/summary.schema.json" with { type: "json" };

/** Somebody of a batch, and the recordings that are theirs. Invented. */
export interface Person {
  readonly account: string;
  readonly email: string;
  /** Each number is another recording. */
  readonly recordings: readonly number[];
}

export const ANNA: Person = { account: "A1QX7M3K9T2B5D", email: "anna@example.org", recordings: [1, 2] };
export const BEN: Person = { account: "A3ZK8W2P6R4N1V", email: "ben@example.net", recordings: [3, 4, 5] };
export const CLARA: Person = { account: "A2HJ5C9D7F3S8G", email: "clara@example.com", recordings: [6] };

const sounds = voice(11);
const clips = Array.from({ length: 40 }, () => sounds.samples(8_000));

/** A recording; `comment` is a tag beside its sound. */
export function recording(number: number, comment = "clip"): Buffer {
  return wav(clips[number] ?? new Int16Array(0), { ICMT: comment });
}

/** A ZIP with what is theirs, for each of these people; `comment` is in the tags of the recordings. */
export function bundleOf(people: readonly Person[], comment?: string): Buffer {
  const rows = people.flatMap(({ account, recordings }) =>
    recordings.map((number) => `audio/${number}.wav,${account},turn on the light`),
  );
  const numbers = people.flatMap(({ recordings }) => recordings);
  return writeZip([
    ...people.map(({ account }) => ({
      path: `profile-${people.findIndex((one) => one.account === account)}.json`,
      bytes: Buffer.from(JSON.stringify({ customerId: account, since: "2014-03-09" })),
    })),
    { path: "transcripts.csv", bytes: Buffer.from(`file,customerId,text\n${rows.join("\n")}\n`) },
    ...numbers.map((number) => ({ path: `audio/${number}.wav`, bytes: recording(number, comment) })),
  ]);
}

/** A summary as the published schema has it, and without a key that the schema does not know. */
export function expectSummary(text: string): void {
  const summary: unknown = JSON.parse(text);
  const validate = new Ajv2020({ strict: true, allowUnionTypes: true }).compile(closed(schema));
  validate(summary);
  expect(validate.errors ?? []).toEqual([]);
}

/** The schema with every object closed: what is added to a summary must be added to the schema. */
function closed(part: unknown): object {
  const entries = Object.entries(part as object).map(([key, value]: [string, unknown]) => [
    key,
    typeof value === "object" && value !== null && !Array.isArray(value) ? closed(value) : value,
  ]);
  const whole = Object.fromEntries(entries) as { type?: unknown; anyOf?: readonly unknown[] };
  if (Array.isArray(whole.anyOf)) whole.anyOf = whole.anyOf.map(closed);
  return whole.type === "object" ? { ...whole, additionalProperties: false } : whole;
}

export interface Workbench {
  readonly folder: string;
  path(name: string): string;
  write(name: string, content: string | Uint8Array): string;
  remove(): void;
}

/** A folder for one test. */
export function workbench(): Workbench {
  const folder = mkdtempSync(join(tmpdir(), "straycheck-batch-"));
  const path = (name: string): string => join(folder, name);
  return {
    folder,
    path,
    write(name, content) {
      writeFileSync(path(name), content);
      return path(name);
    },
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}
