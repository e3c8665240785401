import { existsSync, globSync, readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { jsonFormat } from "../../src/formats/json/index.ts";
import type { FieldPlan } from "../../src/model/field.ts";
import { NotInspected } from "../../src/model/errors.ts";
import type { Sink } from "../../src/model/format.ts";
import { DEFAULT_LIMITS } from "../../src/model/limits.ts";
import { sourceOf, told } from "../support/bytes.ts";

const CASES = "../shared/cases/exports";

const SEEDS = [
  '[{"customerId":"A1","x":[1,{"y":"{\\"customerId\\":\\"N1\\"}"}]},{"customerId":"B2"}]',
  '{"customerId":"A1"}\n{"customerId":"B2","t":"x\\n"}\n\n{"customerId":"C3"}\n',
  'window.a = {"customerId":"A1"}; /* c */ b = [["customerId","x"],["A","1"]];',
  "// c\n{customerId: 'A1', n: NaN, l: [1,],}",
  '\u001e{"customerId":"A1"}\n\u001e{"customerId":"B2"}\n',
  '{"columns":["customerId","x"],"rows":[["A1",1]],"p":"data:a/b;base64,JVBERi0xLjQKJVBERi0xLjQK"}',
].map((text) => Buffer.from(text));

/** A mutation: a byte put in place of, before, or instead of others. */
const mutation = fc.record({
  seed: fc.integer({ min: 0, max: SEEDS.length - 1 }),
  at: fc.double({ min: 0, max: 1, noNaN: true }),
  removed: fc.integer({ min: 0, max: 3 }),
  put: fc.oneof(
    fc.constantFrom("{", "}", "[", "]", '"', "'", "\\", ",", ":", "/*", "//", "\n", "\u001e", "(", "="),
    fc.string({ maxLength: 3 }),
  ),
  end: fc.double({ min: 0, max: 1, noNaN: true }),
  chunkBytes: fc.integer({ min: 1, max: 90 }),
});

describe("hostile JSON", () => {
  it("of any mutation and truncation ends read or refused, with everything closed, however it is cut", async () => {
    await fc.assert(
      fc.asyncProperty(mutation, async ({ seed, at, removed, put, end, chunkBytes }) => {
        const original = SEEDS[seed] ?? Buffer.alloc(0);
        const from = Math.floor(at * original.length);
        const mutant = Buffer.concat([
          original.subarray(0, from),
          Buffer.from(put),
          original.subarray(from + removed),
        ]);
        const bytes = Uint8Array.from(mutant.subarray(0, Math.ceil(end * mutant.length)));
        if (bytes.length === 0) return;
        const options = { accountKeys: ["customerId"], name: "a.json" };
        const whole = await told(jsonFormat, bytes, options);
        const cut = await told(jsonFormat, bytes, { ...options, chunkBytes });
        expect(whole.open).toBe(0);
        expect(cut.open).toBe(0);
        // The encoding is told from the first chunk alone.
        if (bytes.every((byte) => byte === 0x0a || (byte >= 0x20 && byte < 0x7f))) {
          expect(cut.values).toEqual(whole.values);
          expect(cut.refused?.message).toBe(whole.refused?.message);
        }
        jsonFormat.sniff(bytes, "a.js");
      }),
      { numRuns: 3000 },
    );
  });

  it("reports every value of any document exactly once", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.jsonValue({ maxDepth: 4 }),
        fc.integer({ min: 1, max: 50 }),
        async (value, chunkBytes) => {
          const wanted: string[] = [];
          collect({ a: value }, wanted);
          expect(
            (await valuesOf(Buffer.from(JSON.stringify({ a: value })), chunkBytes)).values.toSorted(),
          ).toEqual(wanted.toSorted());
        },
      ),
      { numRuns: 500, seed: 20180801 },
    );
  });

  it("reports every value of the exports in public exactly once", async ({ skip }) => {
    if (!existsSync(CASES)) skip(`${CASES} is not there`);
    const files = globSync("**/*.json", { cwd: CASES });
    for (const file of files) {
      const bytes = readFileSync(`${CASES}/${file}`);
      const wanted: string[] = [];
      try {
        collect(JSON.parse(bytes.toString("utf8")), wanted);
      } catch {
        continue;
      }
      const { values, refused } = await valuesOf(bytes, 4096);
      expect(refused, file).toBeUndefined();
      expect(values.toSorted(), file).toEqual(wanted.toSorted());
    }
    expect(files.length).toBeGreaterThan(300);
  });
});

/** What JSON.parse says, read as this format means to: documents in strings as part of the document. */
function collect(value: unknown, into: string[]): void {
  if (typeof value === "string") {
    const inner = /^\s*[[{]/.test(value) ? parsed(value) : undefined;
    if (inner === undefined) into.push(value);
    else collect(inner, into);
  } else if (typeof value === "number") into.push(String(value === 0 ? 0 : value));
  else if (typeof value === "object" && value !== null)
    for (const one of Object.values(value)) collect(one, into);
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Every value, with a plan that takes everything. */
async function valuesOf(
  bytes: Uint8Array,
  chunkBytes: number,
): Promise<{ readonly values: readonly string[]; readonly refused: NotInspected | undefined }> {
  const use = {
    is: "identifier",
    field: "f",
    kind: "name",
    namespace: "",
    role: "owner",
    layout: "t",
    trusted: true,
  } as const;
  const plan: FieldPlan = { use: () => use, isRecords: () => false, keyUse: () => undefined, line: () => [] };
  const values: string[] = [];
  const ignore = (): void => undefined;
  const out: Sink = {
    locate: ignore,
    openObject: ignore,
    closeObject: ignore,
    openList: ignore,
    closeList: ignore,
    value: (_, text) =>
      void values.push(
        /^-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?$/.test(text) && Number.isFinite(Number(text)) ? text : text,
      ),
    pair: ignore,
    text: ignore,
    decoded: ignore,
    embedded: ignore,
    fact: ignore,
    content: ignore,
    recording: ignore,
    digest: ignore,
    furniture: ignore,
  };
  try {
    await jsonFormat.read(
      sourceOf(Uint8Array.from(bytes), chunkBytes),
      { plan, limits: DEFAULT_LIMITS, name: "a.json" },
      out,
    );
  } catch (error) {
    if (!(error instanceof NotInspected)) throw error;
    return { values, refused: error };
  }
  return { values, refused: undefined };
}
