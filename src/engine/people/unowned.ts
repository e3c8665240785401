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
 * several people, who wrote it first. Nobody who is only mentioned.
 */
export function unownedGroups({ row, judgement }: CountedRow): readonly (readonly Claim[])[] {
  if (judgement.attribution !== "unattributed" || judgement.why !== "parties-only") return [];
  const parties = row.claims.filter(isNamedParty);
  if (parties.length < 2) return parties.length === 0 ? [] : [parties];
  const isPlain = parties.every(({ field }) => directionOf(field) === "plain");
  const isOneEach = new Set(parties.map(({ kind }) => kind)).size === parties.length;
  if (isPlain && isOneEach) return [parties];
  return writersFirst(parties).map((claim) => [claim]);
}

function isNamedParty({ kind, key, role, outcome }: Claim): boolean {
  return role === "party" && outcome === "foreign" && isAccountLike(kind) && key !== "";
}

/** Somebody wrote it of whom only a name is told. */
export function isSignedByName({ row }: CountedRow): boolean {
  return row.claims.some(({ kind, role }) => role === "party" && isWeak(kind));
}
