import { DATA_KINDS, type DataKind } from "../../model/people.ts";
import { wordsIn } from "./words.ts";

/** Kinds of data as bits: a set of them is a number. */
export function bitOf(kind: DataKind): number {
  return 1 << DATA_KINDS.indexOf(kind);
}

/** The kinds in a set of bits, in the order of `DATA_KINDS`. */
export function kindsIn(bits: number): readonly DataKind[] {
  return DATA_KINDS.filter((_, index) => (bits & (1 << index)) !== 0);
}

interface Signs {
  /** Words of which one in a name is enough. */
  readonly words: readonly string[];
  /** Beginnings of words, for compounds (`Bestellnummer`). */
  readonly stems?: readonly string[];
  /** Words that stand beside each other. */
  readonly pairs?: readonly string[];
}

/** What names of fields and files say of the data in them, in English and German and as providers call them. */
const SIGNS: Readonly<Partial<Record<DataKind, Signs>>> = {
  transcripts: {
    words: [
      "utterance",
      "utterances",
      "transcript",
      "transcripts",
      "transcription",
      "transkript",
      "asr",
      "spoken",
    ],
    stems: ["transkri", "äußerung", "aeusserung", "sprachaufzeichnung"],
    pairs: ["customer utterance", "alexa response", "tts response", "spoken text", "recognized text"],
  },
  location: {
    words: [
      "lat", "latitude", "lng", "lon", "longitude", "gps", "geo", "geolocation", "coordinates", "coordinate", "location",
      "locations", "place", "places", "altitude", "standort", "standorte", "koordinaten", "ort", "aufenthaltsort",
    ], // prettier-ignore
    stems: ["breitengrad", "längengrad", "laengengrad", "standort", "koordinat"],
    pairs: ["latitude e7", "longitude e7", "semantic location"],
  },
  contacts: {
    words: [
      "contact",
      "contacts",
      "phonebook",
      "addressbook",
      "friend",
      "friends",
      "kontakt",
      "kontakte",
      "freunde",
    ],
    stems: ["adressbuch", "telefonbuch", "ansprechpartner"],
    pairs: ["address book", "phone book", "emergency contact"],
  },
  messages: {
    words: [
      "chat",
      "chats",
      "messages",
      "dms",
      "sms",
      "mms",
      "inbox",
      "nachricht",
      "nachrichten",
      "posteingang",
    ],
    stems: ["nachrichtentext", "chatverlauf"],
    pairs: ["message text", "message body", "direct messages", "mail body"],
  },
  purchases: {
    words: [
      "price", "purchase", "purchases", "invoice", "orders", "cart", "sku", "asin", "quantity", "checkout", "refund",
      "receipt", "subscription", "preis", "kauf", "käufe", "warenkorb", "rechnung", "rechnungen", "abo",
    ], // prettier-ignore
    stems: ["bestell", "einkauf", "einzelpreis", "gesamtpreis", "rechnungs", "artikelnummer"],
    pairs: [
      "order id", "order number", "order date", "order total", "order status", "order item", "order items", "order no",
      "product name", "unit price", "total price", "total owed", "items ordered", "retail order",
    ], // prettier-ignore
  },
  financial: {
    words: [
      "credit",
      "loan",
      "debt",
      "balance",
      "lender",
      "iban",
      "bic",
      "swift",
      "cvv",
      "cvc",
      "creditcard",
      "salary",
      "income",
      "tax",
      "payment",
      "payments",
      "bank",
    ],
    stems: [
      "kreditkart",
      "bankverbind",
      "bankleitzahl",
      "kontoinhaber",
      "kontonummer",
      "kontostand",
      "gehalt",
      "zahlung",
      "steuer",
    ],
    pairs: [
      "card number", "credit card", "debit card", "account balance", "card holder", "card no", "sort code", "routing number",
      "payment method", "last four",
    ], // prettier-ignore
  },
  credentials: {
    words: [
      "password", "passwords", "passwd", "pwd", "passphrase", "secret", "apikey", "otp", "totp", "pin", "token", "tokens",
      "cookie", "cookies", "passwort", "kennwort", "zugangsdaten", "credentials",
    ], // prettier-ignore
    stems: ["passwort", "kennwort", "zugangscode", "geheimzahl"],
    pairs: [
      "api key",
      "access key",
      "private key",
      "session id",
      "refresh token",
      "access token",
      "recovery code",
      "wifi key",
    ],
  },
  health: {
    words: [
      "diagnosis", "diagnoses", "diagnose", "diagnosen", "heartrate", "bpm", "pulse", "puls", "glucose", "bmi", "medication",
      "medications", "allergy", "allergies", "symptom", "symptoms", "icd", "icd10", "therapy", "therapie", "prescription",
      "pregnancy", "menstruation", "sleep", "schlaf", "rezept", "symptome", "health", "patient", "blutgruppe", "spo2",
    ], // prettier-ignore
    stems: [
      "herzfrequenz",
      "blutdruck",
      "blutzucker",
      "medikament",
      "krankheit",
      "krankenkasse",
      "allergie",
      "schwanger",
      "gesundheit",
    ],
    pairs: [
      "heart rate",
      "blood pressure",
      "blood type",
      "blood glucose",
      "body weight",
      "body fat",
      "sleep stage",
    ],
  },
  beliefs: {
    words: [
      "religion", "religious", "denomination", "konfession", "ethnicity", "ethnic", "political", "gewerkschaft", "sexuality",
      "glaube", "partei", "kirchensteuer",
    ], // prettier-ignore
    stems: ["religi", "gewerkschaft", "weltanschau", "parteimitglied", "konfession"],
    pairs: ["sexual orientation", "trade union", "union membership", "political views", "political opinion"],
  },
  "smart-home": {
    words: [
      "thermostat",
      "doorbell",
      "smarthome",
      "appliance",
      "appliances",
      "humidity",
      "setpoint",
      "türklingel",
    ],
    stems: ["smarthome", "steckdose", "rolllad", "heizung", "bewegungsmelder"],
    pairs: ["smart home", "door lock", "lock state", "motion sensor", "motion state", "device state"],
  },
  activity: {
    words: [
      "search", "searches", "query", "queries", "watched", "viewed", "visited", "url", "click", "clicks", "listened", "played",
      "playback", "streaming", "steps", "history", "activity", "browsing", "useragent", "ip", "suche", "suchbegriff", "verlauf",
      "aktivität", "aktivitäten", "login", "logins",
    ], // prettier-ignore
    stems: ["suchanfrage", "suchverlauf", "wiedergabe", "anmeldeverlauf"],
    pairs: ["ip address", "user agent", "last login", "search term", "ms played", "watch history"],
  },
  profile: {
    words: [
      "firstname", "lastname", "surname", "fullname", "displayname", "birthday", "birthdate", "dob", "gender", "address",
      "street", "postcode", "zipcode", "zip", "city", "nationality", "email", "phone", "mobile", "telephone", "vorname",
      "nachname", "anrede", "adresse", "anschrift", "straße", "strasse", "plz", "wohnort", "geschlecht", "telefon", "handy",
      "profile", "profil",
    ], // prettier-ignore
    stems: ["geburts", "staatsangehörig", "familienstand", "telefonnummer", "hausnummer", "postleitzahl"],
    pairs: [
      "first name",
      "last name",
      "full name",
      "display name",
      "given name",
      "family name",
      "birth date",
      "date of",
      "customer name",
    ],
  },
};

/** Words beside which `token` and the like are no secret, and `order` and the like no purchase. */
const HARMLESS = new Set(["next", "page", "continuation", "sort", "display", "count", "type", "code", "map"]);
/** Not even these make a password harmless. */
const ALWAYS = new Set([
  "password",
  "passwort",
  "kennwort",
  "pin",
  "iban",
  "zip",
  "postcode",
  "icd",
  "recovery",
  "sort",
]);

const BY_WORD = index(({ words }) => words);
const BY_PAIR = index(({ pairs }) => pairs ?? []);
const STEMS = Object.entries(SIGNS).flatMap(([kind, { stems = [] }]) =>
  stems.map((stem) => ({ stem, bit: bitOf(kind as DataKind) })),
);

function index(of: (signs: Signs) => readonly string[]): ReadonlyMap<string, number> {
  const bits = new Map<string, number>();
  for (const kind of DATA_KINDS)
    for (const word of SIGNS[kind] === undefined ? [] : of(SIGNS[kind]))
      bits.set(word, (bits.get(word) ?? 0) | bitOf(kind));
  return bits;
}

/** Names whose kinds are remembered; past it everything is forgotten and looked up again. */
const MAX_REMEMBERED = 16_384;
/** Characters of a name that are looked at. */
const MAX_NAME = 120;

const remembered = new Map<string, number>();

/** The kinds of data that a field, column, label or file of that name holds, a bit each; 0 where the name says nothing. */
export function kindsOfName(name: string): number {
  if (name.length > MAX_NAME) return 0;
  const known = remembered.get(name);
  if (known !== undefined) return known;
  if (remembered.size >= MAX_REMEMBERED) remembered.clear();
  const bits = bitsOf(wordsIn(name));
  remembered.set(name, bits);
  return bits;
}

function bitsOf(words: readonly string[]): number {
  let bits = 0;
  const isHarmless = words.some((word) => HARMLESS.has(word)) && !words.some((word) => ALWAYS.has(word));
  for (const [at, word] of words.entries()) {
    bits |= BY_PAIR.get(`${word} ${words[at + 1] ?? ""}`) ?? 0;
    if (!isHarmless) bits |= BY_WORD.get(word) ?? 0;
    for (const { stem, bit } of STEMS) if (word.startsWith(stem)) bits |= bit;
  }
  return bits;
}

/** What a layout alone says of every record of an entry that it describes. */
const BY_LAYOUT: Readonly<Record<string, DataKind>> = {
  fhir: "health",
  smartthings: "smart-home",
};

/** What the format alone says. */
const BY_FORMAT: Readonly<Record<string, DataKind>> = {
  mail: "messages",
  whatsapp: "messages",
  vcard: "contacts",
  calendar: "activity",
};

/** The kinds that an entry's path, format and layouts tell, a bit each. Of a path the file and the folder it lies in. */
export function kindsOfEntry(path: string, format: string | null, layouts: readonly string[]): number {
  const segments = path.split(/[/\\]/).slice(-2);
  let bits = 0;
  for (const segment of segments) bits |= kindsOfName(segment.replace(/\.[A-Za-z0-9]{1,5}$/, ""));
  const kinds = [BY_FORMAT[format ?? ""], ...layouts.map((layout) => BY_LAYOUT[layout])];
  for (const kind of kinds) if (kind !== undefined) bits |= bitOf(kind);
  return bits;
}
