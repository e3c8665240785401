import type { DataKind } from "../../model/people.ts";

/** Words of names that tell a kind of data. */
export interface Signs {
  /** Words of which one in a name is enough. */
  readonly words: readonly string[];
  /** Beginnings of words, for compounds (`Bestellnummer`). */
  readonly stems?: readonly string[];
  /** Words that stand beside each other. */
  readonly pairs?: readonly string[];
}

/** What names of fields and files say of the data in them, in English and German and as providers call them. */
export const SIGNS: Readonly<Partial<Record<DataKind, Signs>>> = {
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
    pairs: [
      "customer utterance",
      "gesprochener text",
      "gesprochene worte",
      "alexa response",
      "tts response",
      "spoken text",
      "recognized text",
    ],
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
      "freund",
      "freundin",
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
    stems: [
      "bestell",
      "einkauf",
      "kaufdatum",
      "kaufpreis",
      "einzelpreis",
      "gesamtpreis",
      "rechnungs",
      "artikelnummer",
    ],
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
      "cookie", "cookies", "passwort", "kennwort", "zugangsdaten", "credentials", "credential",
    ], // prettier-ignore
    stems: ["passwort", "kennwort", "zugangscode", "geheimzahl", "sicherheitsfrage", "sicherheitsantwort"],
    pairs: [
      "api key",
      "access key",
      "private key",
      "session id",
      "refresh token",
      "access token",
      "recovery code",
      "security question",
      "security answer",
      "wifi key",
    ],
  },
  health: {
    words: [
      "diagnosis", "diagnoses", "diagnose", "diagnosen", "heartrate", "bpm", "pulse", "puls", "glucose", "bmi", "medication",
      "medications", "allergy", "allergies", "symptom", "symptoms", "icd", "icd10", "therapy", "therapie", "prescription",
      "pregnancy", "menstruation", "vaccination", "vaccinations", "disability", "disabilities", "sleep", "schlaf", "rezept", "symptome", "health", "patient", "blutgruppe", "spo2",
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
      "körpergewicht",
      "koerpergewicht",
      "impf",
      "behinderung",
      "schwerbehindert",
    ],
    pairs: [
      "weight kg",
      "weight lbs",
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
    pairs: [
      "sexual orientation",
      "trade union",
      "union membership",
      "political views",
      "political opinion",
      "political affiliation",
      "party affiliation",
      "party membership",
      "ethnische herkunft",
    ],
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
    pairs: [
      "smart home",
      "door lock",
      "lock state",
      "motion sensor",
      "motion state",
      "device state",
      "light state",
      "light on",
      "lights on",
    ],
  },
  activity: {
    words: [
      "search", "searches", "query", "queries", "watched", "viewed", "visited", "url", "click", "clicks", "listened", "played",
      "playback", "streaming", "steps", "history", "activity", "browsing", "useragent", "ip", "suche", "suchbegriff", "verlauf",
      "aktivität", "aktivitäten", "login", "logins",
    ], // prettier-ignore
    stems: ["suchanfrage", "suchverlauf", "wiedergabe", "anmeldeverlauf", "anmeldezeit"],
    pairs: [
      "ip address",
      "ip adresse",
      "letzte anmeldung",
      "user agent",
      "last login",
      "search term",
      "ms played",
      "watch history",
    ],
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
