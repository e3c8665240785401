import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { unambiguousJson } from "../../src/receipt/unambiguous-json.ts";

const TWICE = /two members of the same name/;

describe("JSON that every program reads alike", () => {
  it("is what JSON.parse makes of it", () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.constantFrom(undefined, 2, "\t"), (value, indent) => {
        const text = JSON.stringify(value, null, indent);
        expect(unambiguousJson(text)).toEqual(JSON.parse(text));
      }),
    );
  });

  it("has no object with two members of one name, however it is spelled and wherever it stands", () => {
    for (const text of [
      '{"a":1,"a":1}',
      '{"a":1,"b":[{"c":{"a":2}}],"a" :2}',
      '[[{"x":{"y":"}{[","y"\n:1}}]]',
      '{"payload":1,"p\\u0061yload":2}',
      '{"\\"":1,"\\u0022":2}',
      '{"__proto__":1,"__proto__":2}',
    ])
      expect(() => unambiguousJson(text), text).toThrow(TWICE);
    for (const text of ['{"a":{"a":{"a":1}},"b":"a"}', '[{"a":1},{"a":1}]', '{"a":["b","b","a"],"b":"\\\\"}'])
      expect(unambiguousJson(text), text).toEqual(JSON.parse(text));
  });

  it("finds the name that is given twice in any object", () => {
    const names = fc.uniqueArray(fc.string(), { minLength: 1, maxLength: 20 });
    fc.assert(
      fc.property(names, fc.nat(), fc.jsonValue(), (all, index, value) => {
        const again = all[index % all.length] ?? "";
        const members = [...all, again].map((name) => `${JSON.stringify(name)} : ${JSON.stringify(value)}`);
        expect(() => unambiguousJson(`{${members.join(",")}}`)).toThrow(TWICE);
      }),
    );
  });

  it("is JSON: anything else is a sentence, also where it is nested without end", () => {
    for (const text of ["", "{", "{'a':1}", "[".repeat(1_000_000)])
      expect(() => unambiguousJson(text)).toThrow("it is not JSON");
  });
});
