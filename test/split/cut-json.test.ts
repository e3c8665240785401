import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { cutJson } from "../../src/split/cut-json.ts";
import { bytesOf, CannotCut, partOf, type RecordSpan } from "../../src/split/runs.ts";

/** The parts of a text in which what stands between « and » is held. */
function cut(marked: string): { readonly own: string; readonly held: string } {
  const held: RecordSpan[] = [];
  let text = "";
  for (const [index, piece] of marked.split(/[«»]/).entries()) {
    const from = Buffer.byteLength(text);
    text += piece;
    if (index % 2 === 1) held.push({ from, to: Buffer.byteLength(text), held: true });
  }
  const bytes = Buffer.from(text);
  const runs = cutJson(bytes, held);
  const sizes = bytesOf(runs);
  expect(sizes.own + sizes.held + sizes.both + sizes.neither).toBe(bytes.length);
  return { own: partOf(bytes, runs, "own").toString(), held: partOf(bytes, runs, "held").toString() };
}

describe("JSON that is taken apart", () => {
  it("keeps its commas right, wherever the held ones stand", () => {
    expect(cut(`[«{"a":1}», {"b":2}, {"c":3}]`)).toEqual({ own: `[{"b":2}, {"c":3}]`, held: `[{"a":1}]` });
    expect(cut(`[{"a":1}, «{"b":2}», {"c":3}]`)).toEqual({ own: `[{"a":1}, {"c":3}]`, held: `[{"b":2}]` });
    expect(cut(`[{"a":1}, {"b":2}, «{"c":3}»]`)).toEqual({ own: `[{"a":1}, {"b":2}]`, held: `[{"c":3}]` });
    expect(cut(`[«{}»,«[1]»,{"c":3}]`)).toEqual({ own: `[{"c":3}]`, held: `[{},[1]]` });
  });

  it("keeps its lines and its indentation", () => {
    const { own } = cut(`[\n  {"a": "ä, ]"},\n  «{"b": "}\\"{"}»,\n  {"c": 3}\n]\n`);
    expect(own).toBe(`[\n  {"a": "ä, ]"},\n  {"c": 3}\n]\n`);
  });

  it("gives both what encloses them, and the held part none of the fields beside it", () => {
    const { own, held } = cut(`{"who": "me", "chats": [{"id": 1}, «{"id": 2}»], "end": true}`);
    expect(own).toBe(`{"who": "me", "chats": [{"id": 1}], "end": true}`);
    expect(held).toBe(`{"chats": [{"id": 2}]}`);
  });

  it("takes members out of an object", () => {
    const { own, held } = cut(`{"a": {"x": 1}, "b": «{"x": 2}», "c": {"d": «{"x": 3}», "e": 4}}`);
    expect(JSON.parse(own)).toEqual({ a: { x: 1 }, c: { e: 4 } });
    expect(JSON.parse(held)).toEqual({ b: { x: 2 }, c: { d: { x: 3 } } });
  });

  it("takes documents that follow one another apart with the ends of their lines", () => {
    expect(cut(`{"a":1}\r\n«{"b":2}»\r\n{"c":[3]}`)).toEqual({
      own: `{"a":1}\r\n{"c":[3]}`,
      held: `{"b":2}\r\n`,
    });
    const { own, held } = cut(`{"l":[{"a":1},«{"b":2}»]}\n\n{"c":3}\n`);
    expect(own).toBe(`{"l":[{"a":1}]}\n\n{"c":3}\n`);
    expect(held).toBe(`{"l":[{"b":2}]}\n\n`);
  });

  it.each([
    ["a comment", `[{"a":1}, /* b */ «{"b":2}»]`],
    ["a comma at the end", `[{"a":1}, «{"b":2}»,]`],
    ["single quotes", `[{'a':1}, «{"b":2}»]`],
    ["a key without quotes", `{a: 1, "b": «{"b":2}»}`],
    ["an assignment", `x = [{"a":1}, «{"b":2}»]`],
    ["a missing comma", `[{"a":1} «{"b":2}»]`],
    ["an end in the middle", `[{"a":1}, «{"b":2}»`],
    ["a record that is the key of another", `[{"a":1}, {«"b":2»}]`],
    ["a record that ends elsewhere", `[{"a":1}, «{"b":2»}]`],
    ["a bracket of another kind", `[{"a":1}, «{"b":2}»}`],
  ])("is refused with %s", (_, text) => {
    expect(() => cut(text)).toThrow(CannotCut);
  });

  it("holds every element in exactly one of the two, whatever it is", () => {
    const element = fc.tuple(fc.jsonValue({ maxDepth: 3 }), fc.boolean());
    fc.assert(
      fc.property(fc.array(element, { minLength: 1, maxLength: 12 }), fc.nat(3), (elements, indent) => {
        const texts = elements.map(([value]) => JSON.stringify({ value }, null, indent));
        // The marks themselves may stand in the values.
        fc.pre(!texts.some((text) => /[«»]/.test(text)));
        const marked = texts.map((text, index) => (elements[index]?.[1] === true ? `«${text}»` : text));
        const { own, held } = cut(`{"first": 1, "all":[${marked.join(" ,\n")} ]}`);
        const of = (isHeld: boolean): unknown[] =>
          texts
            .filter((_, index) => elements[index]?.[1] === isHeld)
            .map((text): unknown => JSON.parse(text));
        expect(JSON.parse(own)).toEqual({ first: 1, all: of(false) });
        if (held !== "") expect(JSON.parse(held)).toEqual({ all: of(true) });
        else expect(of(true)).toEqual([]);
      }),
    );
  });

  it("ends, whatever the text is", () => {
    const unit = fc.constantFrom(...`[]{},:"\\ \n1ax'«»/`.split(""));
    fc.assert(
      fc.property(fc.string({ unit, maxLength: 40 }), (text) => {
        fc.pre(text.split(/[«»]/).length % 2 === 1);
        try {
          cut(text);
        } catch (error) {
          expect(error).toBeInstanceOf(CannotCut);
        }
      }),
    );
  });
});
