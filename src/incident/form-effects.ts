import { CONTACTS, type Contact, type FormSection, type SeverityView } from "../model/incident.ts";
import type { CaseDetails } from "./case-details.ts";
import type { FormFacts } from "./form.ts";
import { computed, told } from "./form-fields.ts";
import { KIND_WORDS } from "./kinds.ts";
import { isLowerBound } from "./severity.ts";
import { counted } from "./words.ts";

/** Measures that fit most bundles that went to the wrong person; a person says which were taken. */
export const USUAL_MEASURES: readonly string[] = [
  "Revoke the link, or take the bundle back.",
  "Ask every recipient to delete it and to confirm that in writing.",
  "Make a clean bundle for the requester, and check it before it is released.",
  "Check the bundles that were made at the same time.",
  "Keep the bundle as evidence, read-only, and note everybody who handles it.",
];

/** Art. 33(3)(c). */
export function consequencesSection({ records, severity }: FormFacts): FormSection {
  const consequences = consequencesOf(records.kinds);
  return {
    id: "consequences",
    heading: "Likely consequences",
    fields: [
      consequences.length > 0
        ? computed("consequences", "33(3)(c)", "What may follow for the people", consequences, "estimated")
        : told("consequences", "33(3)(c)", "What may follow for the people", undefined, "in your own words"),
      computed("severity", "33(3)(c)", "Severity (ENISA 2013)", severityWords(severity), "estimated"),
    ],
  };
}

/** What may follow of each kind of data. */
export function consequencesOf(kinds: FormFacts["records"]["kinds"]): readonly string[] {
  return kinds.map(({ kind }) => `${KIND_WORDS[kind].name}: ${KIND_WORDS[kind].consequence}`);
}

/** `SE = DPC 3 x EI 1 + CB 0.25 = 3.25: high`. */
export function severityFormula(severity: SeverityView): string {
  const { scores, score, level } = severity;
  const value = (name: string): string => String(scores.find((one) => one.name === name)?.value ?? "?");
  if (score === null || level === null) return "nothing to score";
  return `SE = DPC ${value("dpc")} x EI ${value("ei")} + CB ${value("cb")} = ${score}: ${level}${isLowerBound(severity) ? " at least" : ""}`;
}

function severityWords(severity: SeverityView): readonly string[] {
  const overridden = severity.scores.filter(({ override }) => override !== null);
  return [
    severityFormula(severity),
    ...(overridden.length > 0
      ? [
          `computed was ${severity.computedScore ?? "nothing"}${severity.computedLevel === null ? "" : ` (${severity.computedLevel})`}; a person decided otherwise about ${overridden.map(({ name }) => name.toUpperCase()).join(", ")}`,
        ]
      : []),
    ...severity.flags,
  ];
}

/** Art. 33(3)(d). */
export function measuresSection({ measures }: CaseDetails): FormSection {
  return {
    id: "measures",
    heading: "Measures",
    fields: [
      told(
        "measures-before",
        "33(3)(d)",
        "In place before",
        measures?.before,
        "checks before a release, access control …",
      ),
      told("measures-taken", "33(3)(d)", "Taken", measures?.taken, USUAL_MEASURES.join(" ")),
      told("measures-planned", "33(3)(d)", "Planned", measures?.planned, "so that it does not happen again"),
    ],
  };
}

const CONTACT_WORDS: Readonly<Record<Contact, string>> = {
  "known-customer": "the registry of all customers says which customer each of them is",
  "in-bundle": "an e-mail address or phone number of theirs stands in the bundle",
  "by-controller": "only numbers of theirs stand in it; the controller can look them up",
  inferable: "nothing that leads to them stands in it, but what they said or wrote",
};

/** Art. 34: whether and how the people are told. */
export function noticeSection({ subjects, severity }: FormFacts, details: CaseDetails): FormSection {
  const isHigh = severity.level === "high" || severity.level === "very high";
  const contacts = CONTACTS.map((contact) => ({
    contact,
    many: subjects.people.filter((person) => person.contact === contact).length,
  })).filter(({ many }) => many > 0);
  return {
    id: "notice",
    heading: "Telling the people",
    fields: [
      computed(
        "must-tell",
        "34(1)",
        "Must they be told?",
        [
          severity.level === null
            ? "Nobody was found who would have to be told."
            : isHigh
              ? `Probably, without undue delay: the severity is ${severity.level}. The letters in the folder are skeletons for it.`
              : isLowerBound(severity)
                ? `Not known yet: the severity (${severity.level}) is only a lower bound. Look first at what is flagged beside it.`
                : `Probably not because of the severity alone (${severity.level}); a person decides, and notes why.`,
        ],
        "estimated",
      ),
      ...(contacts.length > 0
        ? [
            computed(
              "contact",
              "34(3)(c)",
              "How they can be told",
              contacts.map(({ contact, many }) => `${counted(many, "person")}: ${CONTACT_WORDS[contact]}`),
            ),
          ]
        : []),
      told("people-told", "34(1)", "When they were told", details.notified?.people, "date, time and zone"),
      told(
        "authority-told",
        "33(1)",
        "When the authority was told",
        details.notified?.authority,
        "date, time and zone",
      ),
      told(
        "why-not",
        "33(1), 34(3)",
        "If the authority or the people are not told: why",
        details.whyNotNotified,
        "unlikely to result in a risk; measures that take the high risk away",
      ),
    ],
  };
}
