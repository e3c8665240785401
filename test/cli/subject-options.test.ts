import { describe, expect, it } from "vitest";
import { parseSubject } from "../../src/cli/subject-file.ts";
import { mergeSubjects, subjectFromOptions } from "../../src/cli/subject/subject-options.ts";
import { CannotRun } from "../../src/model/errors.ts";

describe("the subject on the command line", () => {
  it("may tell several of each kind", () => {
    const subject = subjectFromOptions({
      account: ["A1B2", "A1B2", "0123"],
      email: ["Anna@Example.org"],
      ref: " R-1 ",
    });
    expect(subject.ref).toBe("R-1");
    expect(subject.identifiers.map(({ kind, key }) => [kind, key])).toEqual([
      ["account", "A1B2"],
      ["account", "0123"],
      ["email", "anna@example.org"],
    ]);
  });

  it.each([
    [
      { account: ["1.23E+15"] },
      '--account: "1.23E+15" is a number that a spreadsheet has rounded; write all its digits',
    ],
    [{ email: ["anna"] }, '--email: "anna" is no e-mail address'],
    [{ phone: ["0"] }, '--phone: "0" is a placeholder that names nobody'],
    [{ household: ["  "] }, "--household: the value is empty"],
    [{ ref: "" }, '--ref must not be empty, but is ""'],
    [{ ref: "a\nb" }, '--ref must be one line of visible characters, but is "a\\u{a}b"'],
    [
      { noDevices: true, device: ["G0"] },
      '"No devices" (--no-devices, or "devices: []" in the subject file) contradicts',
    ],
  ])("names the option that is wrong: %j", (options, sentence) => {
    expect(() => subjectFromOptions(options)).toThrow(CannotRun);
    expect(() => subjectFromOptions(options)).toThrow(sentence);
  });

  it("adds to the subject file", () => {
    const file = parseSubject("ref: R-1\naccounts: [A1B2]\nnames: [Anna]", "anna.yaml", {});
    const merged = mergeSubjects(file, subjectFromOptions({ account: ["A1B2", "A3"], noDevices: true }));
    expect(merged.ref).toBe("R-1");
    expect(merged.identifiers.map(({ key }) => key)).toEqual(["A1B2", "A3"]);
    expect(merged.none).toEqual(["device"]);
    expect(merged.names).toEqual(["Anna"]);
    expect(mergeSubjects(file, subjectFromOptions({ ref: "R-2" })).ref).toBe("R-2");
    expect(mergeSubjects(file, undefined)).toEqual(file);
  });

  it("may not contradict the subject file", () => {
    const devices = parseSubject("devices: [G0]", "anna.yaml", {});
    expect(() => mergeSubjects(devices, subjectFromOptions({ noDevices: true }))).toThrow(
      "contradicts the devices that are told",
    );
    const none = parseSubject("accounts: [A1]\nemails: []", "anna.yaml", {});
    expect(() => mergeSubjects(none, subjectFromOptions({ email: ["anna@example.org"] }))).toThrow(
      'The subject file says that there is none of the kind "email", but --email tells one.',
    );
  });

  it("must tell an identifier in one of the two", () => {
    expect(() => mergeSubjects(undefined, undefined)).toThrow("Who asked is not told");
    expect(() => mergeSubjects(undefined, subjectFromOptions({ noDevices: true }))).toThrow(CannotRun);
  });
});
