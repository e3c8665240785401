import { describe, expect, it } from "vitest";
import generic from "../../src/layouts/generic.json" with { type: "json" };
import { createVocabulary, type WordList } from "../../src/layouts/generic.ts";
import { spellingsOf, wordsOf } from "../../src/layouts/phrases.ts";
import type { FieldUse } from "../../src/model/field.ts";

const words = generic as unknown as WordList;
const vocabulary = createVocabulary(words);

/** `account owner`, `any party`, `time`, `-`. */
function told(use: FieldUse | undefined): string {
  if (use === undefined) return "-";
  if (use.is === "composite") return told(use.parts("anna")?.[0]?.use);
  return use.is === "identifier" ? `${use.kind} ${use.role}` : use.is;
}

const column = (name: string): string => told(vocabulary.use([name], true));
const path = (text: string): string => told(vocabulary.use(text.split("/"), false));

const COLUMNS: Readonly<Record<string, readonly string[]>> = {
  "account owner": [
    "customerId", "customer_id", "Customer ID", "CUSTOMER-ID", "customerID", "customerid", "CUSTOMERID", "customer.id", "account_id", "accountId", "user_id", "userId", "Member ID", "subscriber id", "ownerId", "Gaia ID", "login id",
    "primary customer id", "billing account id", "amazon customer id", "registeredCustomerId", "Your customer number", "Kundennummer", "Kunden-Nr.", "KUNDENNR", "kunden_nummer", "Kunden-ID", "Benutzer-ID", "Mitgliedsnummer", "N° de client",
    "Nº client", "n. client", "Numéro client", "numero_client", "Identifiant client", "Code client", "Número de cliente", "Nº de cliente", "Código de cliente", "codice cliente", "Codice Utente", "klantnummer", "Klant-ID", "Número do cliente",
    "ID do usuário", "Numer klienta", "ID użytkownika", "kundnummer", "Användar-ID", "kundenummer", "bruker-id", "asiakasnumero", "Käyttäjätunnus", "kayttajatunnus", "číslo zákazníka", "cislo zakaznika", "Eigentümer-ID", "Eigentuemer-ID",
  ],
  "device owner": [
    "device id", "deviceId", "Serial Number", "serial_no", "deviceSerialNumber", "DSN", "IMEI", "Gerätenummer", "Geraetenummer", "Geratenummer", "GERÄTENUMMER", "Geräte-ID", "Seriennummer", "Serien-Nr.", "Numéro de série", "N° de série", "numero di serie",
    "Número de serie", "serienummer", "sarjanumero", "numer seryjny", "sériové číslo", "výrobní číslo", "ID do dispositivo",
  ],
  "household owner": ["householdId", "household_id", "Haushalt-ID", "home id", "family_id", "structure_id", "identifiant du foyer", "ID del hogar"],
  "person owner": ["personId", "person_id", "profileId", "voice profile id", "speakerId", "Profil-ID", "identifiant du profil"],
  "email owner-beside-account": ["email", "E-Mail", "eMail", "Email Address", "customer_email", "E-Mail-Adresse", "adresse e-mail", "courriel", "correo electrónico", "indirizzo email", "e-postadress", "sähköposti", "Email 1"],
  "phone owner-beside-account": ["phone", "phone_number", "Telefonnummer", "Handynummer", "téléphone", "Mobile", "numer telefonu", "puhelinnumero", "telefonní číslo", "cellulare"],
  "any party": ["From", "to", "CC", "sender", "recipientId", "sender_name", "SENDER PROFILE URL", "Absender", "Empfänger", "Expéditeur", "destinataire", "mittente", "afzender", "participants", "Teilnehmer", "recipients"],
  "any reference": ["mentions", "in_reply_to_user_id", "followers", "contact", "invited by", "gift recipient", "RecipientEmail".replace("RecipientEmail", "GiftCustomerNickname"), "parent customer id", "created_by"],
  "name reference": ["name", "Full Name", "first_name", "Kundenname", "customer name", "nom", "cognome", "Profile Name"],
  "names-file": ["file", "filename", "fileName", "File Path", "audio_file", "recording", "Dateiname", "Datei", "fichier", "Nom du fichier", "archivo", "nombre de archivo", "bestandsnaam", "nome file", "název souboru"],
  thread: ["conversationId", "CONVERSATION ID", "thread_id", "chat id"],
  time: ["timestamp", "time", "Date", "createdAt", "created_at", "creationTimestamp", "Datum", "Zeitpunkt", "date de création", "fecha", "päivämäärä"],
  size: ["bytes", "size", "fileSize", "Dateigröße", "Dateigroesse"],
  sha256: ["sha256", "SHA-256", "sha_256"],
  "-": [
    "client_id", "clientId", "id", "ID", "orderId", "Order ID", "order number", "invoice number", "transaction id", "session_id", "requestId", "messageId", "productId", "Bestellnummer", "Rechnungsnummer", "deviceType", "device_type", "device name", "device model",
    "model number", "Modellnummer", "tracking number", "Sendungsnummer", "account type", "account status", "customer since", "customer type", "user agent", "user", "Kontonummer", "IBAN", "parentCustomerIdHash", "client user id", "seller id", "support user id",
    "no", "number", "Nr.", "userIdType", "customer id type", "my customer id is", "x".repeat(400), "", "  ", "°",
  ],
}; // prettier-ignore

describe("the generic layout's columns", () => {
  for (const [use, names] of Object.entries(COLUMNS)) {
    it.each(names)(`reads %j as ${use}`, (name) => {
      expect(column(name)).toBe(use);
    });
  }
});

describe("the generic layout's paths", () => {
  it.each([
    ["customer/id", "account owner"],
    ["data/[]/customer/id", "account owner"],
    ["accounts/[]/id", "account owner"],
    ["device/serial", "device owner"],
    ["device/id", "device owner"],
    ["owner/email", "email owner-beside-account"],
    ["household/id", "household owner"],
    ["file/name", "names-file"],
    ["file/id", "-"],
    ["order/id", "-"],
    ["client/id", "-"],
    ["participants", "inline"],
    ["members", "inline"],
    ["participants/[]", "any party"],
    ["participants/[]/name", "any party"],
    ["participants/[]/customerId", "any party"],
    ["sender/id", "any party"],
    ["sender/deviceId", "device party"],
    ["to/[]", "any party"],
    ["follower/accountId", "any reference"],
    ["user_mentions/[]/id_str", "any reference"],
    ["contacts/[]/email", "any reference"],
    ["seller/accountId", "any reference"],
    ["seller/orderNumber", "-"],
    ["customerIds/[]", "any party"],
    ["deviceIds/[]", "device owner"],
    ["attachments/[]", "names-file"],
    ["records/[]", "-"],
    ["data/[]", "-"],
    ["[]", "-"],
  ])("reads %s as %s", (text, use) => {
    expect(path(text)).toBe(use);
  });

  it("takes no date for a party", () => {
    const use = vocabulary.use(["from"], true);
    const inner = use?.is === "composite" ? use.parts("2018-05-01")?.[0]?.use : undefined;
    expect(inner?.is === "identifier" && inner.accepts?.("2018-05-01")).toBe(false);
    expect(inner?.is === "identifier" && inner.accepts?.("anna@example.org")).toBe(true);
  });

  it("takes a cell with several addresses apart, and leaves a name with a comma whole", () => {
    const use = vocabulary.use(["to"], true);
    const texts = (text: string): unknown =>
      use?.is === "composite" ? use.parts(text)?.map((part) => part.text) : undefined;
    expect(texts("a@example.org; b@example.org,c@example.org")).toEqual([
      "a@example.org",
      "b@example.org",
      "c@example.org",
    ]);
    expect(texts("Doe, Jane")).toEqual(["Doe, Jane"]);
  });

  it("answers the same object for the same field", () => {
    expect(vocabulary.use(["a", "customerId"], false)).toBe(vocabulary.use(["b", "customerId"], false));
  });
});

describe("the generic layout's maps by identifier", () => {
  const keyed = (key: string, value: string): FieldUse | undefined => {
    const use = vocabulary.keys(key);
    return use?.is === "composite" ? use.parts(value)?.[0]?.use : use;
  };
  const mayBeLeft = (use: FieldUse | undefined): boolean | undefined =>
    use?.is === "identifier" ? use.hint === true : undefined;

  it("takes each number in a map of customers for a customer, whatever it looks like", () => {
    for (const key of ["customers", "byCustomer", "by_subscriber", "Kunden"]) {
      expect(told(keyed(key, "TEST-1718")), key).toBe("account owner");
      expect(mayBeLeft(keyed(key, "TEST-1718")), key).toBe(false);
    }
  });

  it("leaves words in it, and what is in other maps, unless they look like the subject's", () => {
    expect(mayBeLeft(keyed("customers", "total"))).toBe(true);
    for (const key of ["accounts", "users", "devices", "byUser"])
      expect(mayBeLeft(keyed(key, "DE89370400440532013000")), key).toBe(true);
  });
});

describe("the word list", () => {
  it("gives no spelling two meanings", () => {
    const seen = new Map<string, string>();
    const twice: string[] = [];
    for (const [purpose, { phrases }] of Object.entries(words.purposes)) {
      for (const phrase of Object.values(phrases).flat()) {
        for (const spelling of spellingsOf(phrase)) {
          const other = seen.get(spelling);
          if (other !== undefined && other !== purpose) twice.push(`${phrase}: ${other}, ${purpose}`);
          seen.set(spelling, purpose);
        }
      }
    }
    expect(twice).toEqual([]);
  });

  it("gives no name or address column an owner's role", () => {
    for (const { means } of Object.values(words.purposes)) {
      if ("kind" in means && ["name", "email", "phone", "any"].includes(means.kind))
        expect(means.role).not.toBe("owner");
    }
  });

  it("finds every phrase by its own words", () => {
    for (const [purpose, { phrases, means }] of Object.entries(words.purposes)) {
      for (const phrase of Object.values(phrases).flat()) {
        const use = told(vocabulary.use([phrase], true));
        if ("is" in means && means.is === "others") expect(use, phrase).toBe("-");
        else expect(use, `${purpose}: ${phrase}`).not.toBe("-");
      }
    }
  });
});

describe("what people say to one another", () => {
  it("takes the user of a message for who wrote it, not for whose it is", () => {
    expect(path("messages/[]/user_id")).toBe("any party");
    expect(path("conversations/[]/messages/[]/user/id")).toBe("any party");
    expect(path("messages/[]/customer_id")).toBe("account owner");
  });

  it("does so for comments and likes only where they stand in a record: a list of them may be the subject's own", () => {
    expect(path("posts/[]/comments/[]/user_id")).toBe("any party");
    expect(path("[]/likes/[]/user_id")).toBe("any party");
    expect(path("comments/[]/user_id")).toBe("account owner");
  });
});

describe("wordsOf", () => {
  it.each([
    ["registeredCustomerID", "registered customer id"],
    ["N° de client", "n de client"],
    ["KUNDEN-NR.", "kunden nr"],
    ["personIdV2", "person id v 2"],
    ["deviceIDs", "device ids"],
    ["GAIAId", "gaia id"],
    ["ID użytkownika", "id uzytkownika"],
    ["\ufeffCustomer\u00a0ID", "customer id"],
    ["Große", "grosse"],
    ["numéro d'abonné", "numero d abonne"],
  ])("splits %j into %j", (name, expected) => {
    expect(wordsOf(name).join(" ")).toBe(expected);
  });
});
