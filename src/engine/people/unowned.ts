import type { Claim } from "../../model/evidence.ts";
import { isAccountLike, isWeak } from "../../model/kinds.ts";
import type { CountedRow } from "../decided.ts";
import { wordsIn } from "./words.ts";

/** Words of fields that hold who wrote or called, in the languages of the generic layout. */
const WRITERS = new Set(
  (
    "from sender author caller calling organizer organiser creator posted submitter " +
    "von absender absenderin verfasser autor autorin anrufer organisator " +
    "expéditeur expéditrice auteur émetteur appelant organisateur remitente emisor organizador mittente autore organizzatore " +
    "van afzender beller remetente od nadawca organizator från avsändare författare arrangör fra afsender forfatter avsender " +
    "lähettäjä kirjoittaja järjestäjä odesílatel organizátor user"
  ).split(" "),
);
/** Words of fields that hold to whom something went. */
const READERS = new Set(
  (
    "to cc bcc recipient recipients receiver addressee callee called attendee attendees participant participants member members " +
    "reply an empfänger empfängerin angerufener antwort teilnehmer mitglieder destinataire répondre appelé para destinatario receptor " +
    "aan ontvanger geadresseerde destinatário do odbiorca adresat dw udw till mottagare til modtager mottaker " +
    "vastaanottaja saaja komu příjemce adresát"
  ).split(" "),
);

/** Words of fields that hold who is written about. */
const MENTIONS = new Set([
  "mention",
  "mentions",
  "mentioned",
  "tagged",
  "reply",
  "related",
  "text",
  "body",
  "note",
]);

/** Who a field of a message is about: who wrote it, to whom it went, or neither. */
export function directionOf(field: string): "writer" | "reader" | "plain" {
  const words = wordsIn(field);
  // `reply to`, `from user to`: a word of readers says more than one of writers.
  if (words.some((word) => READERS.has(word))) return "reader";
  return words.some((word) => WRITERS.has(word)) ? "writer" : "plain";
}

const ORDER = { writer: 0, plain: 1, reader: 2 } as const;

/** Those who take part in something, who wrote it first. */
export function writersFirst(parties: readonly Claim[]): readonly Claim[] {
  return parties.toSorted((a, b) => ORDER[directionOf(a.field)] - ORDER[directionOf(b.field)]);
}

/**
 * Whom a record names that names no owner: the identifiers of one person (`{ email, phone }`: a row of a list of people), or
 * several people, who wrote it first. Those in lists of users or friends only where they stand for one person.
 */
export function unownedGroups({ row, judgement }: CountedRow): readonly (readonly Claim[])[] {
  if (judgement.attribution !== "unattributed" || judgement.why !== "parties-only") return [];
  const named = row.claims.map(asWritten).filter(isNamed);
  const parties = named.filter(({ role }) => role === "party");
  if (parties.length === 0) return named.length > 0 && isOneOfEach(named) ? [named] : [];
  const isPlain = parties.every(({ field }) => directionOf(field) === "plain");
  if (isPlain && isOneOfEach(parties)) return [parties];
  return writersFirst(parties).map((claim) => [claim]);
}

/** It is a row of a list of users or friends: somebody's own only where nobody else's data is in the bundle. */
export function isListed(groups: readonly (readonly Claim[])[]): boolean {
  return groups.flat().every(({ role }) => role === "reference");
}

/** Beside the one who asked also those whom the subject file tells nothing to compare with. */
function asWritten(claim: Claim): Claim {
  const { outcome, written } = claim;
  return outcome === "untold" && written !== undefined
    ? { ...claim, outcome: "foreign", key: written }
    : claim;
}

function isOneOfEach(claims: readonly Claim[]): boolean {
  return new Set(claims.map(({ kind }) => kind)).size === claims.length;
}

function isNamed({ kind, key, role, outcome, field }: Claim): boolean {
  if (outcome !== "foreign" || !isAccountLike(kind) || key === "") return false;
  return role === "party" || (role === "reference" && isFieldOfPeople(field));
}

/** Not a mention in a text. */
function isFieldOfPeople(field: string): boolean {
  return field !== "" && !wordsIn(field).some((word) => MENTIONS.has(word));
}

/** Somebody wrote it of whom only a name is told. */
export function isSignedByName({ row }: CountedRow): boolean {
  return row.claims.some(({ kind, role }) => role === "party" && isWeak(kind));
}
