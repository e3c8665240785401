import { describe, expect, it } from "vitest";
import { disagreements, type Checked } from "../../src/incident/checked.ts";
import { evidenceJson, evidenceSchema } from "../../src/incident/evidence-json.ts";
import { entriesOf } from "../../src/incident/view.ts";
import { problemWith } from "../../src/json-schema/index.ts";
import type { FormField, IncidentView } from "../../src/model/incident.ts";
import { entry, incident, share, stranger, surveyOf, type IncidentParts } from "../support/incidents.ts";

const fieldOf = (view: IncidentView, id: string): FormField | undefined =>
  view.form.flatMap(({ fields }) => fields).find((field) => field.id === id);

const json = (parts: IncidentParts = {}): string =>
  [...evidenceJson(incident(parts), entriesOf(parts.survey ?? surveyOf()))].join("");

describe("the view of an incident", () => {
  it("counts records, recordings and minutes of the people other than the requester", () => {
    const view = incident();
    expect(fieldOf(view, "amount")?.values).toEqual([
      "12 records and 12 recordings of people other than the requester",
      "1 min 1 s of sound and video",
    ]);
    expect(fieldOf(view, "number")).toMatchObject({ state: "computed" });
    expect(fieldOf(view, "number")?.values[0]).toBe("1 person other than the requester");
    expect(view.records.kinds).toEqual([
      { kind: "voice", records: 0, recordings: 12 },
      { kind: "transcripts", records: 12, recordings: 0 },
    ]);
  });

  it("gives ranges for what is not exact, and calls it estimated", () => {
    const view = incident({
      survey: surveyOf({
        people: {
          count: { atLeast: 1, atMost: 3, why: ["two devices have no account"] },
          people: [stranger({ untimed: 4 })],
        },
      }),
    });
    expect(fieldOf(view, "number")).toMatchObject({ state: "estimated" });
    expect(fieldOf(view, "number")?.values.slice(0, 2)).toEqual([
      "1 to 3 people other than the requester",
      "two devices have no account",
    ]);
    expect(fieldOf(view, "amount")?.values.at(-1)).toContain("at least 1 min 1 s");
  });

  it("says of every number that it is a lower bound where entries were not inspected", () => {
    const { totals } = surveyOf().people;
    const view = incident({
      survey: surveyOf({
        people: { totals: { ...totals, entries: { ...totals.entries, inspected: 13, notInspected: 1 } } },
      }),
    });
    expect(fieldOf(view, "amount")?.state).toBe("estimated");
    expect(fieldOf(view, "counting")?.values.at(-1)).toContain("A lower bound: 1 of 14 entries");
    expect(view.severity.flags.join()).toContain("lower bound");
  });

  it("says of how many people the span of the data is, where some records tell no time", () => {
    const people = [stranger(), stranger({ id: "stranger-2", from: null, to: null })];
    const span = fieldOf(incident({ survey: surveyOf({ people: { people } }) }), "data-span");
    expect(span?.values[1]).toContain("Told by the records of 1 of 2 shares");
    expect(fieldOf(incident(), "data-span")?.values).toHaveLength(1);
  });

  it("asks for the reasons of a delay only where the authority was not told within the 72 hours", () => {
    const now = "2026-11-25T09:30+01:00";
    const told = (authority: string): IncidentView => incident({ now, details: { notified: { authority } } });
    expect(fieldOf(incident({ now }), "why-late")).toMatchObject({ state: "to-fill" });
    expect(fieldOf(told("2026-11-23T08:30:00Z"), "why-late")).toBeUndefined();
    expect(fieldOf(told("2026-11-23T08:30:00Z"), "deadline")?.values[1]).toContain("within the 72 hours");
    expect(fieldOf(told("2026-11-23T08:31:00Z"), "why-late")).toMatchObject({ state: "to-fill" });
  });

  it("does not advise against telling people where the severity is only a lower bound", () => {
    const other = [{ kind: "other" as const, records: 12, recordings: 0, entries: 1 }];
    const survey = surveyOf({ people: { people: [stranger({ kinds: other, identifiers: [] })] } });
    const view = incident({ survey });
    expect(fieldOf(view, "severity")?.values[0]).toMatch(/: low at least$/);
    expect(fieldOf(view, "must-tell")?.values[0]).toMatch(/^Not known yet/);
    const dpc = { value: 1, by: "D. Officer", reason: "staff lists without more" };
    const decided = incident({ survey, details: { severity: { dpc } } });
    expect(fieldOf(decided, "must-tell")?.values[0]).toMatch(/^Probably not/);
  });

  it("marks times that do not go together", () => {
    const details = { times: { built: "2026-11-19T08:00:00Z", released: "2026-11-18T08:00:00Z" } };
    expect(fieldOf(incident({ details }), "contradictions")?.values).toHaveLength(1);
    expect(fieldOf(incident(), "contradictions")).toBeUndefined();
  });

  it("says how copies were counted", () => {
    const twice = [
      entry({ id: "0.0", path: "a" }),
      entry({ id: "0.1", path: "b" }),
      entry({ id: "0.2", path: "c", sha256: null }),
    ];
    const view = incident({ survey: surveyOf({ entries: twice }) });
    expect(view.records.duplicates).toEqual({ groups: 1, copies: 1, undigested: 1 });
    expect(fieldOf(view, "counting")?.values.join()).toContain(
      "1 entry has the same bytes as an earlier one",
    );
  });

  it("counts what names nobody apart, as perhaps other people's", () => {
    const { totals } = surveyOf().people;
    const view = incident({
      survey: surveyOf({
        people: { totals: { ...totals, records: { ...totals.records, unattributed: 3 } } },
      }),
    });
    expect(fieldOf(view, "amount")?.values[1]).toContain("3 records may be other people's as well");
    const nobody = surveyOf({ people: { requester: null, unnamed: share({ recordings: 2 }) } });
    expect(fieldOf(incident({ survey: nobody }), "amount")?.values.slice(0, 2)).toEqual([
      "12 records and 12 recordings of people",
      "2 recordings may be other people's as well: nobody is named as their owner",
    ]);
  });

  it("does not take anybody for the requester where nobody said who asked", () => {
    const view = incident({
      survey: surveyOf({ people: { requester: null }, request: null, mechanisms: [] }),
    });
    expect(view.requester).toBeNull();
    expect(fieldOf(view, "number")?.values[0]).toContain("of whom the requester may be one");
    expect(fieldOf(view, "cause")).toMatchObject({ state: "to-fill" });
  });

  it("shows the bundle by its masked name", () => {
    const text = JSON.stringify(incident());
    expect(text).toContain('"name":"export.zip"');
    expect(text).not.toContain("raw-name");
  });

  it("tells where identifiers and voices stand, and no value", () => {
    const { by, linkage } = incident().identifiability;
    expect(by.map(({ what }) => what)).toEqual([
      "account numbers",
      "serial numbers of devices",
      "voice recordings",
      "transcripts of what was said",
    ]);
    expect(by[2]?.places).toEqual(["Alexa/audio/0001.wav"]);
    expect(by[0]?.places).toEqual(["Alexa/transcripts.pdf: page 1, line 1"]);
    expect(linkage).toEqual([
      "stranger-1: account A3…1V and device G0…QZ stand together, first at Alexa/transcripts.pdf: page 1, line 1",
    ]);
  });

  it("marks what a person must fill, until they told it", () => {
    expect(fieldOf(incident(), "dpo")).toMatchObject({ state: "to-fill", values: [] });
    const told = incident({
      details: {
        dpo: { name: "D. Officer", email: "dpo@acme.example" },
        recipient: { known: true, deletion: "asked" },
      },
    });
    expect(fieldOf(told, "dpo")).toMatchObject({ state: "told", values: ["D. Officer, dpo@acme.example"] });
    expect(fieldOf(told, "recipients")?.values).toHaveLength(2);
  });

  it("asks for reasons only when the 72 hours are over", () => {
    expect(fieldOf(incident(), "why-late")).toBeUndefined();
    expect(fieldOf(incident({ now: "2026-11-25T09:30Z" }), "why-late")).toMatchObject({ state: "to-fill" });
  });

  it("is the same bytes for the same input, and other bytes for another time", () => {
    expect(json()).toBe(json());
    expect(json({ now: "2026-11-21T10:00Z" })).not.toBe(json());
  });

  it("fits its schema, with and without a subject", async () => {
    const schema = await evidenceSchema();
    expect(await problemWith(JSON.parse(json()), schema)).toBeUndefined();
    const nobody = { survey: surveyOf({ people: { requester: null }, request: null, entries: [] }) };
    expect(await problemWith(JSON.parse(json(nobody)), schema)).toBeUndefined();
  });

  it("says so when two counts of the bundle differ", () => {
    const survey = surveyOf();
    const { totals, bundle, people } = survey.people;
    const checked: Checked = {
      run: {
        schema: "straycheck-report/1",
        tool: survey.people.tool,
        bundle,
        subject: { ref: "DSAR-1", seen: [], told: [] },
        policy: survey.policy,
      },
      totals,
      mechanisms: survey.mechanisms,
      owners: people,
      findings: [],
    };
    expect(disagreements(survey, checked)).toEqual([]);
    const fewer = { ...checked, owners: people.map((one) => ({ ...one, recordings: 11 })) };
    expect(disagreements(survey, fewer)).toEqual([
      'two counts of the same bundle differ in what is whose: "stranger-1: 12 records and 12 recordings" and "stranger-1: 12 records and 11 recordings"',
    ]);
  });
});
