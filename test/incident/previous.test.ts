import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { isOtherBundle } from "../../src/incident/changes.ts";
import { evidenceJson } from "../../src/incident/evidence-json.ts";
import { previousCase } from "../../src/incident/previous.ts";
import { CannotRun } from "../../src/model/errors.ts";
import { incident, stranger, surveyOf, type IncidentParts } from "../support/incidents.ts";

const evidence = (parts: IncidentParts = {}): string => [...evidenceJson(incident(parts), [])].join("");
const FIRST = evidence();

describe("the case of the phase before", () => {
  it("is compared: nothing changed but the phase", () => {
    const view = incident({ previous: previousCase(FIRST, "evidence.json") });
    expect(view.phase).toMatchObject({ number: 2, previous: { number: 1 } });
    expect(view.changes).toEqual([]);
  });

  it("is compared: every number that is another now, with both", () => {
    const more = surveyOf({
      people: {
        count: { atLeast: 2, atMost: 4, why: [] },
        people: [stranger(), stranger({ id: "stranger-2" })],
      },
    });
    const view = incident({ survey: more, previous: previousCase(FIRST, "evidence.json") });
    expect(view.changes).toContainEqual({ what: "number of people", before: "1", after: "2 to 4" });
    expect(view.changes).toContainEqual({ what: "voice recordings: recordings", before: "12", after: "24" });
    expect(view.changes).toContainEqual({
      what: "handles in people.csv",
      before: "no other",
      after: "new: stranger-2",
    });
  });

  it("keeps a decision about the severity that a person made then, until they make another", () => {
    const cb = { value: 0, by: "D. Officer", reason: "deleted unread" };
    const first = previousCase(evidence({ details: { severity: { cb } } }), "evidence.json");
    expect(incident({ previous: first }).severity.scores[2]).toMatchObject({
      value: 0,
      override: { ...cb, phase: 1 },
    });
    const again = incident({ previous: first, details: { severity: { cb: { ...cb, value: 0.5 } } } });
    expect(again.severity.scores[2]).toMatchObject({ value: 0.5, override: { phase: 2 } });
  });

  it("is told to be of another bundle, whose handles stand for other people", () => {
    const other = previousCase(
      FIRST.replace(/"sha256": "[0-9a-f]{64}"/, `"sha256": "${"0".repeat(64)}"`),
      "e",
    );
    const changes = incident({ previous: other }).changes ?? [];
    expect(isOtherBundle(changes)).toBe(true);
    expect(changes.map(({ what }) => what)).toContain("handles");
    expect(isOtherBundle(incident({ previous: previousCase(FIRST, "e") }).changes ?? [])).toBe(false);
  });

  it("is refused where a number in it cannot be", () => {
    const read = (text: string) => () => previousCase(text, "e");
    expect(read(FIRST.replace('"atLeast": 1', '"atLeast": 9'))).toThrow('"atMost" is less than "atLeast"');
    expect(read(FIRST.replace(/"score": 3\.25/, '"score": 1e300'))).toThrow("none of ENISA");
  });

  it("is refused in one sentence when it is none, cut off, or of a newer version", () => {
    const read = (text: string) => () => previousCase(text, "old/evidence.json");
    expect(read("")).toThrow("old/evidence.json is no evidence file: it is not JSON");
    expect(read(FIRST.slice(0, 1000))).toThrow("it is not JSON, or not all of it");
    expect(read("[1]")).toThrow("it names no schema");
    expect(read('{"schema":"straycheck-incident/2"}')).toThrow("straycheck-incident/2");
    expect(read('{"schema":"straycheck-incident/1"}')).toThrow('"clock" is no object');
    expect(read(FIRST.replaceAll('"stranger-1"', '"<script>"'))).toThrow("no handle");
    expect(read(FIRST.replace('"override": null', '"override": {"value": -9}'))).toThrow("override of dpc");
    expect(read("[".repeat(100_000))).toThrow(CannotRun);
  });

  it("never breaks anything else, whatever stands in it", () => {
    const whole: unknown = JSON.parse(FIRST);
    const paths = [...pathsOf(whole, [])];
    fc.assert(
      fc.property(fc.constantFrom(...paths), fc.jsonValue({ maxDepth: 2 }), (path, value) => {
        const text = JSON.stringify(replaced(whole, path, value));
        try {
          const previous = previousCase(text, "evidence.json");
          incident({ previous });
        } catch (error) {
          expect(error).toBeInstanceOf(CannotRun);
        }
      }),
      { numRuns: 300 },
    );
  });
});

function* pathsOf(value: unknown, path: readonly string[]): Generator<readonly string[]> {
  if (path.length > 0) yield path;
  if (typeof value !== "object" || value === null) return;
  for (const [key, inner] of Object.entries(value)) yield* pathsOf(inner, [...path, key]);
}

function replaced(value: unknown, [key, ...rest]: readonly string[], by: unknown): unknown {
  if (key === undefined) return by;
  if (Array.isArray(value))
    return value.map((one: unknown, index) => (String(index) === key ? replaced(one, rest, by) : one));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, one]: [string, unknown]) => [
      name,
      name === key ? replaced(one, rest, by) : one,
    ]),
  );
}
