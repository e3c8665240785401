import { csvCell } from "../model/csv-cell.ts";
import type { AffectedPerson, IncidentView } from "../model/incident.ts";
import type { CaseDetails } from "./case-details.ts";
import { KIND_WORDS } from "./kinds.ts";
import { counted } from "./words.ts";

/** People up to whom everybody has a letter of their own; beyond, there is one template and a list. */
export const MAX_LETTERS = 100;

export interface Letter {
  /** Below the folder of the letters. */
  readonly name: string;
  readonly text: string;
}

/** Skeletons of what people are told (Art. 34(2)), in plain words and without any of their data. */
export function lettersOf({ subjects }: IncidentView, details: CaseDetails): readonly Letter[] {
  const { people, unnamed, requesterToldApart } = subjects;
  const letter = (person: AffectedPerson | undefined): string =>
    letterTo(person, details, requesterToldApart);
  if (people.length === 0 && unnamed.records + unnamed.recordings > 0)
    return [{ name: "template.md", text: letter(undefined) }];
  if (people.length <= MAX_LETTERS)
    return people.map((person) => ({ name: `${person.id}.md`, text: letter(person) }));
  const rows = people.map((person) =>
    [person.id, person.contact, kindsIn(person).join("; ")].map((cell) => csvCell(cell)).join(","),
  );
  return [
    { name: "template.md", text: letter(undefined) },
    { name: "list.csv", text: ["handle,contact,kinds of data", ...rows, ""].join("\r\n") },
  ];
}

function letterTo(person: AffectedPerson | undefined, details: CaseDetails, isSomebodyElse: boolean): string {
  const { controller, dpo, measures } = details;
  const contact = [dpo?.name, dpo?.email, dpo?.phone].filter((one) => one !== undefined);
  const kinds =
    person === undefined ? ["[KINDS OF DATA: see people.csv]"] : kindsIn(person).map((kind) => kind);
  const taken = measures?.taken ?? [];
  const planned = measures?.planned ?? [];
  return `<!-- A skeleton. Fill in what stands in [BRACKETS], then delete this line. It holds none of the person's data: keep it so. Handle: ${person?.id ?? "[HANDLE]"}${isSomebodyElse ? "" : ". Nobody said who asked for the bundle: it may be this person, who gets no such letter then"} -->

[YOUR LETTERHEAD: ${plain(controller?.name) ?? "NAME AND ADDRESS OF THE CONTROLLER"}]

[NAME AND ADDRESS OF THE PERSON]

[DATE]

# Your data was given to somebody else by mistake

Dear [NAME],

we made a mistake. When we answered another person's request for their own data, data of yours was among it. We are sorry.

## What happened

[IN YOUR OWN WORDS: WHEN THE DATA WAS SENT, TO HOW MANY PEOPLE, HOW YOU NOTICED. DO NOT NAME THE OTHER PERSON.]

## Which data it was

${kinds.map((kind) => `- ${kind}`).join("\n")}

We do not repeat the data in this letter. If you want to know exactly what it was, ask us; we will first make sure that it is you who asks.

## What this may mean for you

${consequences(person)}

[IF THERE IS MORE THAT THE PERSON SHOULD KNOW: WRITE IT HERE]

## What we have done and will do

${taken.length > 0 ? taken.map((one) => `- ${plain(one) ?? ""}`).join("\n") : "[WHAT YOU HAVE DONE: LINK REVOKED, RECIPIENT ASKED TO DELETE, DELETION CONFIRMED OR NOT]"}

${planned.length > 0 ? planned.map((one) => `- ${plain(one) ?? ""}`).join("\n") : "[WHAT YOU WILL DO NEXT]"}

## What you can do

- Be careful with calls and messages that seem to know something about you.
${advice(person)}- You may complain to a data protection authority: [NAME AND ADDRESS OF THE AUTHORITY].

## Whom you can ask

${contact.length > 0 ? contact.map((one) => plain(one) ?? "").join(", ") : "[NAME, E-MAIL ADDRESS AND TELEPHONE OF YOUR DATA PROTECTION OFFICER OR CONTACT POINT]"}

Yours sincerely

[NAME, OFFICE]
`;
}

/** Kinds with their numbers, without anything that stands in the data. */
function kindsIn({ kinds }: AffectedPerson): readonly string[] {
  if (kinds.length === 0) return ["[KINDS OF DATA: none was told apart, look into the bundle]"];
  return kinds.map(({ kind, records, recordings }) => {
    const amount = [
      ...(records > 0 ? [counted(records, "record")] : []),
      ...(recordings > 0 ? [counted(recordings, "recording")] : []),
    ];
    return `${KIND_WORDS[kind].name}${amount.length > 0 ? ` (${amount.join(", ")})` : ""}`;
  });
}

function consequences(person: AffectedPerson | undefined): string {
  if (person === undefined || person.kinds.length === 0) return "[WHAT MAY FOLLOW FROM IT FOR THE PERSON]";
  const words = new Set(person.kinds.map(({ kind }) => KIND_WORDS[kind].consequence));
  return [...words].map((one) => `- ${one}`).join("\n");
}

function advice(person: AffectedPerson | undefined): string {
  const kinds = new Set(person?.kinds.map(({ kind }) => kind));
  return [
    ...(kinds.has("credentials")
      ? ["- Change your passwords, here and wherever you use the same ones.\n"]
      : []),
    ...(kinds.has("financial") ? ["- Look at your bank statements, and tell your bank.\n"] : []),
    ...(kinds.has("location") || kinds.has("smart-home")
      ? ["- Think about who may now know when you are at home.\n"]
      : []),
  ].join("");
}

/** What the user told, on one line. */
function plain(text: string | undefined): string | undefined {
  return text?.replaceAll(/\s+/g, " ").replaceAll("<", "‹").replaceAll(">", "›");
}
