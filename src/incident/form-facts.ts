import { number } from "../model/number.ts";
import type { FormSection } from "../model/incident.ts";
import type { CaseDetails } from "./case-details.ts";
import type { FormFacts } from "./form.ts";
import { computed, told } from "./form-fields.ts";
import { KIND_WORDS } from "./kinds.ts";
import { amountOf, counted, minutesOf, peopleOf } from "./words.ts";

/** Art. 33(3)(a): what kind of breach, how, to whom. */
export function natureSection({ mechanisms, subjects }: FormFacts, details: CaseDetails): FormSection {
  const { recipient } = details;
  const causes = mechanisms.map(
    ({ id, title, evidence }, rank) => `${rank + 1}. ${title} (${id}): ${evidence.join("; ")}`,
  );
  return {
    id: "nature",
    heading: "Nature of the breach",
    fields: [
      computed("kind", "4(12), 33(3)(a)", "Kind", [
        subjects.people.length > 0 || subjects.count.atLeast > 0
          ? "Confidentiality: personal data of other people is in a bundle that was made for one person. Nothing in the bundle speaks of a loss of integrity or availability."
          : "No data of other people was found in what could be read. Whether there was a breach must be decided by a person.",
      ]),
      causes.length > 0
        ? computed("cause", "33(3)(a)", "How it came about, the most probable first", causes, "estimated")
        : told(
            "cause",
            "33(3)(a)",
            "How it came about",
            undefined,
            subjects.requesterToldApart
              ? "nothing in the bundle shows it"
              : "with -s straycheck ranks the causes by what it finds",
          ),
      told(
        "recipients",
        "33(3)(a)",
        "Who received it",
        recipientWords(details),
        "known or unknown, how many, trusted or not, whether deletion was confirmed",
      ),
      told(
        "intent",
        "33(3)(a)",
        "Intent",
        recipient?.malicious === undefined
          ? undefined
          : recipient.malicious
            ? "There are signs of malicious intent."
            : "There is no sign of malicious intent.",
        "by accident, or on purpose",
      ),
    ],
  };
}

function recipientWords({ recipient }: CaseDetails): readonly string[] {
  if (recipient === undefined) return [];
  const { known, trusted, deletion } = recipient;
  return [
    ...(known === undefined ? [] : [known ? "The recipients are known." : "The recipients are not known."]),
    ...(trusted === undefined ? [] : [trusted ? "They are trusted." : "They are not trusted."]),
    ...(deletion === undefined
      ? []
      : [
          {
            confirmed: "They have confirmed that they deleted it.",
            asked: "They were asked to delete it.",
            refused: "They refused to delete it.",
          }[deletion],
        ]),
  ];
}

/** Art. 33(3)(a): categories and number of records. */
export function recordsSection({ records, coverage, subjects, identifiability }: FormFacts): FormSection {
  const { kinds, duplicates } = records;
  const special = kinds.filter(({ kind }) => KIND_WORDS[kind].special);
  const minutes = minutesOf(records);
  const { notInspected } = coverage.entries;
  return {
    id: "data",
    heading: "The data",
    fields: [
      computed(
        "categories",
        "33(3)(a)",
        "Categories of data",
        kinds.length === 0
          ? ["none were found of other people or of nobody named"]
          : kinds.map(({ kind, ...amount }) => `${KIND_WORDS[kind].name}: ${amountOf(amount)}`),
      ),
      special.length > 0
        ? computed(
            "special",
            "9, 10",
            "Special categories",
            special.map(
              ({ kind, ...amount }) =>
                `${KIND_WORDS[kind].name}: ${amountOf(amount)}. These are candidates; a person must look.`,
            ),
            "estimated",
          )
        : told(
            "special",
            "9, 10",
            "Special categories",
            undefined,
            "no field names one; what people say, write or show was not searched for them",
          ),
      computed(
        "amount",
        "33(3)(a)",
        "Number of records",
        [
          `${amountOf(records.others)} of people${subjects.requesterToldApart ? " other than the requester" : ""}`,
          ...(records.perhaps.records + records.perhaps.recordings > 0
            ? [
                `${amountOf(records.perhaps)} may be other people's as well: ${subjects.requesterToldApart ? "nobody is named as their owner, or somebody of whom the subject file tells nothing to compare" : "nobody is named as their owner"}`,
              ]
            : []),
          ...(records.records.conflict + records.recordings.conflict > 0
            ? [
                `of these, ${amountOf({ records: records.records.conflict, recordings: records.recordings.conflict })} are marked as the requester's as well`,
              ]
            : []),
          ...(records.records.context + records.recordings.context > 0
            ? [
                `not among these: ${amountOf({ records: records.records.context, recordings: records.recordings.context })} of the requester in which other people only take part`,
              ]
            : []),
          ...(minutes === undefined ? [] : [minutes]),
        ],
        notInspected > 0 ? "estimated" : "computed",
      ),
      computed("counting", "33(3)(a)", "How it was counted", [
        "A record is a row, a message or an object; a recording is a file of sound, video or a picture; each is counted once, for whoever owns it. Categories overlap: a record with a place and a price counts in both.",
        duplicates.copies === 0
          ? "No two entries have the same bytes. Rows that repeat each other are counted as often as they stand there."
          : `Every copy is counted: ${counted(duplicates.copies, "entry")} ${duplicates.copies === 1 ? "has" : "have"} the same bytes as an earlier one (${counted(duplicates.groups, "group")}). Rows that repeat each other are counted as often as they stand there.`,
        ...(duplicates.undigested > 0
          ? [
              `Of ${counted(duplicates.undigested, "entry")} no digest is known; copies among them are not told.`,
            ]
          : []),
        notInspected === 0
          ? `Exact for what was read: all ${counted(coverage.entries.total, "entry")} were inspected.`
          : `A lower bound: ${number(notInspected)} of ${counted(coverage.entries.total, "entry")} could not be inspected.`,
      ]),
      identifiability.by.length > 0
        ? computed(
            "identifiability",
            "33(3)(a)",
            "What identifies people, and where it stands",
            identifiability.by.map(
              ({ what, direct, people, places }) =>
                `${what} (${direct ? "direct" : "indirect"}) of ${number(people)} ${people === 1 ? "person" : "people"}${places.length > 0 ? `: ${places.join("; ")}` : ""}`,
            ),
          )
        : computed("identifiability", "33(3)(a)", "What identifies people, and where it stands", [
            "nothing that was read identifies another person",
          ]),
    ],
  };
}

/** Art. 33(3)(a): categories and number of people. */
export function peopleSection({ subjects, coverage }: FormFacts, details: CaseDetails): FormSection {
  const { count } = subjects;
  const isExact = count.atMost === count.atLeast && coverage.entries.notInspected === 0;
  return {
    id: "people",
    heading: "The people",
    fields: [
      computed(
        "number",
        "33(3)(a)",
        "Number of people",
        [
          `${peopleOf(count)}${subjects.requesterToldApart ? " other than the requester" : ", of whom the requester may be one"}`,
          ...count.why,
          "Counted are people whose records these are; people who are only named in text, speech or pictures are not counted.",
        ],
        isExact ? "computed" : "estimated",
      ),
      told(
        "categories-of-people",
        "33(3)(a)",
        "Categories of people",
        details.categoriesOfPeople,
        "customers, employees, patients, pupils …: the bundle does not say it",
      ),
      told(
        "children",
        "33(3)(a), recital 75",
        "Children or other vulnerable people",
        details.children === undefined
          ? undefined
          : details.children === "yes"
            ? "There are children or other vulnerable people among them."
            : "There are none among them, as far as is known.",
        "ages are not looked for; look at profiles and at what people say",
      ),
    ],
  };
}
