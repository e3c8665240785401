import type { FormSection, IncidentView } from "../model/incident.ts";
import { isToldInTime, timeLeft } from "./clock.ts";
import { CASE_TIMES, CASE_TIME_WORDS, type CaseDetails } from "./case-details.ts";
import { number } from "../model/number.ts";
import { contradictionsOf } from "./contradictions.ts";
import { computed, told } from "./form-fields.ts";
import { counted } from "./words.ts";
import { natureSection, peopleSection, recordsSection } from "./form-facts.ts";
import { consequencesSection, measuresSection, noticeSection } from "./form-effects.ts";

/** What the form is made from. */
export type FormFacts = Pick<
  IncidentView,
  | "reference"
  | "phase"
  | "clock"
  | "coverage"
  | "subjects"
  | "records"
  | "mechanisms"
  | "identifiability"
  | "severity"
>;

/** The fields in the order of the authorities' forms: what can be computed is, what a person must fill is marked. */
export function formOf(facts: FormFacts, details: CaseDetails): readonly FormSection[] {
  return [
    notificationSection(facts, details),
    controllerSection(details),
    timesSection(facts, details),
    natureSection(facts, details),
    recordsSection(facts),
    peopleSection(facts, details),
    consequencesSection(facts),
    measuresSection(details),
    noticeSection(facts, details),
    bordersSection(details),
  ];
}

function notificationSection({ phase, clock, reference }: FormFacts, details: CaseDetails): FormSection {
  const { previous } = phase;
  const toldAt = details.notified?.authority;
  const isInTime = isToldInTime(clock, toldAt);
  return {
    id: "notification",
    heading: "This notification",
    fields: [
      computed("phase", "33(4)", "Kind of notification", [
        previous === null
          ? `Phase ${phase.number}: the first notification. What is not known yet may follow in phases, without undue further delay.`
          : `Phase ${phase.number}: further information to phase ${previous.number} of ${previous.at}.`,
      ]),
      told(
        "reference",
        "33(5)",
        "Your number of the breach",
        reference ?? undefined,
        "as it stands in your register",
      ),
      computed("aware", "33(1)", "Aware since", [clock.awareAt], "told"),
      computed("deadline", "33(1)", "72 hours end", [
        `${clock.deadline} (${timeLeft(clock)} at ${clock.now})`,
        ...(toldAt === undefined
          ? []
          : [`The authority was told ${toldAt}: ${isInTime ? "within" : "after"} the 72 hours.`]),
      ]),
      ...(!isInTime && (clock.late || toldAt !== undefined)
        ? [
            told(
              "why-late",
              "33(1)",
              "Reasons for the delay",
              details.whyLate,
              "a first notification later than 72 hours must say why; when it was within them, tell when (notified: authority)",
            ),
          ]
        : []),
    ],
  };
}

function controllerSection({ controller, dpo }: CaseDetails): FormSection {
  return {
    id: "controller",
    heading: "Controller and contact",
    fields: [
      told("controller-name", "33(3)(b)", "Controller", controller?.name, "name of the organisation"),
      told("controller-address", "33(3)(b)", "Address", controller?.address, "postal address"),
      told("controller-contact", "33(3)(b)", "Who notifies", controller?.contact, "name, office, telephone"),
      told(
        "dpo",
        "33(3)(b)",
        "Data protection officer, or other contact point",
        dpo?.name === undefined
          ? undefined
          : [dpo.name, dpo.email, dpo.phone].filter((one) => one !== undefined).join(", "),
        "name, e-mail address, telephone",
      ),
      told("others", "33(2)", "Processors or others involved", undefined, "who else took part, and how"),
    ],
  };
}

function timesSection({ subjects, clock }: FormFacts, details: CaseDetails): FormSection {
  const { times } = details;
  const shares = [...subjects.people, subjects.unnamed].filter(
    ({ records, recordings }) => records + recordings > 0,
  );
  const known = shares.filter(({ from, to }) => from !== null && to !== null);
  const contradictions = contradictionsOf(clock, details, subjects);
  const first = known.map(({ from }) => from ?? "").toSorted()[0];
  const last = known
    .map(({ to }) => to ?? "")
    .toSorted()
    .at(-1);
  return {
    id: "times",
    heading: "When it happened",
    fields: [
      ...CASE_TIMES.map((key) =>
        told(key, "33(3)(a)", `When ${CASE_TIME_WORDS[key]}`, times?.[key], "date, time and zone"),
      ),
      computed("data-span", "33(3)(a)", "The data itself is from", [
        first === undefined || last === undefined
          ? "no record of other people tells a time that can be read"
          : `${first} to ${last}`,
        ...(known.length > 0 && known.length < shares.length
          ? [
              `Told by the records of ${number(known.length)} of ${counted(shares.length, "share")} (people, and what names nobody); those of the rest tell no time that can be read, and may be older or newer.`,
            ]
          : []),
      ]),
      ...(contradictions.length > 0
        ? [
            computed(
              "contradictions",
              "33(3)(a)",
              "Times that do not go together",
              contradictions,
              "estimated",
            ),
          ]
        : []),
    ],
  };
}

function bordersSection({ countries, leadAuthority }: CaseDetails): FormSection {
  return {
    id: "borders",
    heading: "Across borders",
    fields: [
      told(
        "countries",
        "55, 56",
        "Countries of the people",
        countries,
        "the bundle does not say where people live",
      ),
      told("lead-authority", "56", "Lead authority", leadAuthority, "where your main establishment is"),
      told(
        "other-authorities",
        "33(1)",
        "Other authorities that were told",
        undefined,
        "other countries, sectors, the police",
      ),
    ],
  };
}
