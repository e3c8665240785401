import { describe, expect, it } from "vitest";
import { lettersOf, MAX_LETTERS } from "../../src/incident/letters.ts";
import { peopleCsv } from "../../src/incident/people-csv.ts";
import { incident, share, stranger, surveyOf } from "../support/incidents.ts";

const RAW = new Map([["stranger-1", [{ kind: "email", key: "=cmd()@example.net" }]]]);

describe("the table of people", () => {
  it("has a row for each person and one for what names nobody, with exact counts", () => {
    const survey = surveyOf({ people: { unnamed: share({ records: 2, entries: 1 }) } });
    const lines = [...peopleCsv(incident({ survey }))];
    expect(lines).toHaveLength(3);
    expect(lines[0]).toContain('"voice records","voice recordings","transcripts records"');
    expect(lines[1]).toContain(
      '"stranger-1","12","12","13","61.5","0","2018-05-01T04:20:31Z","2018-07-30T21:02:11Z","by-controller","0","12","12","0"',
    );
    expect(lines[2]).toMatch(/^"nobody named","2","0","1"/);
  });

  it("holds identifiers only when they are given to it", () => {
    expect([...peopleCsv(incident())].join("")).not.toContain("identifiers");
    expect([...peopleCsv(incident(), RAW)].join("")).toContain("email==cmd()@example.net");
  });

  it("is no formula for a spreadsheet, in any cell", () => {
    const survey = surveyOf({ people: { people: [stranger({ from: "=1+1", to: "@SUM(A1)" })] } });
    const text = [...peopleCsv(incident({ survey }))].join("");
    expect(text).toContain(`"'=1+1","'@SUM(A1)"`);
  });

  it("says whether an address stands in the bundle, or the controller must look it up", () => {
    const people = [
      stranger({ identifiers: [{ kind: "email", masked: "be…et", records: 1, recordings: 0 }] }),
      stranger({
        id: "stranger-2",
        identifiers: [{ kind: "device", masked: "G0…QZ", records: 1, recordings: 0 }],
      }),
      stranger({ id: "stranger-3", identifiers: [{ kind: "name", masked: "…", records: 1, recordings: 0 }] }),
    ];
    const { subjects } = incident({ survey: surveyOf({ people: { people } }) });
    expect(subjects.people.map(({ contact }) => contact)).toEqual([
      "in-bundle",
      "by-controller",
      "inferable",
    ]);
  });
});

describe("the letters", () => {
  const view = incident();

  it("are one for each person, in plain words and with blanks for people to fill", () => {
    const [letter, ...more] = lettersOf(view, {});
    expect(more).toEqual([]);
    expect(letter?.name).toBe("stranger-1.md");
    expect(letter?.text).toContain("- voice recordings (12 recordings)");
    for (const blank of ["[NAME AND ADDRESS OF THE PERSON]", "[DATE]", "[WHAT YOU WILL DO NEXT]"])
      expect(letter?.text).toContain(blank);
  });

  it("hold nothing of the data: no identifier, masked or not, no file, no date", () => {
    const text = lettersOf(view, {})
      .map((letter) => letter.text)
      .join("");
    for (const piece of [
      "A3",
      "…",
      "Alexa",
      ".wav",
      "transcripts.pdf",
      "2018",
      "page 1",
      "DSAR",
      "export.zip",
    ])
      expect(text).not.toContain(piece);
  });

  it("hold what the controller told of itself, and no markup from there", () => {
    const [letter] = lettersOf(view, {
      controller: { name: "Acme <b>\nLtd" },
      dpo: { name: "D. Officer", phone: "+49 30 1" },
      measures: { taken: ["The link was revoked."] },
    });
    expect(letter?.text).toContain("[YOUR LETTERHEAD: Acme ‹b› Ltd]");
    expect(letter?.text).toContain("D. Officer, +49 30 1");
    expect(letter?.text).toContain("- The link was revoked.");
  });

  it("warn that the person may be the one who asked, where nobody said who did", () => {
    const survey = surveyOf({ people: { requester: null }, request: null, mechanisms: [] });
    expect(lettersOf(incident({ survey }), {})[0]?.text).toContain("it may be this person");
    expect(lettersOf(view, {})[0]?.text).not.toContain("it may be this person");
  });

  it("hold the measures that are planned (Art. 34(2))", () => {
    const [letter] = lettersOf(view, { measures: { planned: ["A check before each release."] } });
    expect(letter?.text).toContain("- A check before each release.");
    expect(letter?.text).not.toContain("[WHAT YOU WILL DO NEXT]");
  });

  it("are one template and a list where there are too many people", () => {
    const people = Array.from({ length: MAX_LETTERS + 1 }, (_, index) =>
      stranger({ id: `stranger-${index + 1}` }),
    );
    const letters = lettersOf(incident({ survey: surveyOf({ people: { people } }) }), {});
    expect(letters.map(({ name }) => name)).toEqual(["template.md", "list.csv"]);
    expect(letters[1]?.text.trimEnd().split("\r\n")).toHaveLength(MAX_LETTERS + 2);
  });
});
