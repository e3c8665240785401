import type { Random } from "../../../fixtures/support/random.ts";

/** What a provider calls the fields that say whose a record is. */
export interface Words {
  readonly account: string;
  readonly device: string;
  readonly household: string;
  readonly person: string;
  readonly time: string;
  readonly file: string;
  readonly sha256: string;
  readonly thread: string;
  readonly from: string;
  readonly to: string;
  readonly email: string;
  readonly phone: string;
  /** Fields that are about things: an order's number, an article, a price, a state, a product's number. */
  readonly things: readonly [string, string, string, string, string];
}

/** As people who speak these languages head their columns; not taken from the tool's own lists. */
const LANGUAGES: Readonly<Record<string, Words>> = {
  en: {
    account: "Customer ID",
    device: "Serial Number",
    household: "Household ID",
    person: "Profile ID",
    time: "Date",
    file: "File Name",
    sha256: "SHA256",
    thread: "Conversation ID",
    from: "From",
    to: "To",
    email: "Email",
    phone: "Phone",
    things: ["Order Number", "Article", "Price", "Status", "Product ID"],
  },
  user: {
    account: "user_id",
    device: "device_id",
    household: "household_id",
    person: "profile_id",
    time: "created_at",
    file: "file_name",
    sha256: "sha256",
    thread: "thread_id",
    from: "sender",
    to: "recipient",
    email: "email_address",
    phone: "phone_number",
    things: ["order_id", "title", "amount", "state", "sku"],
  },
  camel: {
    account: "accountId",
    device: "deviceSerialNumber",
    household: "householdId",
    person: "personId",
    time: "timestamp",
    file: "filePath",
    sha256: "sha256",
    thread: "chatId",
    from: "senderId",
    to: "recipientId",
    email: "email",
    phone: "phoneNumber",
    things: ["orderId", "productName", "price", "orderStatus", "productId"],
  },
  de: {
    account: "Kundennummer",
    device: "Seriennummer",
    household: "Haushalts-ID",
    person: "Profil-ID",
    time: "Datum",
    file: "Dateiname",
    sha256: "SHA256",
    thread: "Konversations-ID",
    from: "Absender",
    to: "Empfänger",
    email: "E-Mail",
    phone: "Telefonnummer",
    things: ["Bestellnummer", "Artikel", "Preis", "Status", "Artikelnummer"],
  },
  fr: {
    account: "Numéro client",
    device: "Numéro de série",
    household: "Identifiant du foyer",
    person: "Identifiant du profil",
    time: "Date",
    file: "Nom du fichier",
    sha256: "SHA256",
    thread: "Identifiant de conversation",
    from: "Expéditeur",
    to: "Destinataire",
    email: "Adresse e-mail",
    phone: "Téléphone",
    things: ["Numéro de commande", "Article", "Prix", "Statut", "Référence produit"],
  },
  es: {
    account: "Número de cliente",
    device: "Número de serie",
    household: "ID de hogar",
    person: "ID de perfil",
    time: "Fecha",
    file: "Nombre de archivo",
    sha256: "SHA256",
    thread: "ID de conversación",
    from: "Remitente",
    to: "Destinatario",
    email: "Correo electrónico",
    phone: "Teléfono",
    things: ["Número de pedido", "Artículo", "Precio", "Estado", "Código de producto"],
  },
  it: {
    account: "Codice cliente",
    device: "Numero di serie",
    household: "ID famiglia",
    person: "ID profilo",
    time: "Data",
    file: "Nome file",
    sha256: "SHA256",
    thread: "ID conversazione",
    from: "Mittente",
    to: "Destinatario",
    email: "Indirizzo e-mail",
    phone: "Telefono",
    things: ["Numero ordine", "Articolo", "Prezzo", "Stato", "Codice prodotto"],
  },
  nl: {
    account: "Klantnummer",
    device: "Serienummer",
    household: "Huishoudnummer",
    person: "Profiel-ID",
    time: "Datum",
    file: "Bestandsnaam",
    sha256: "SHA256",
    thread: "Gesprek-ID",
    from: "Afzender",
    to: "Ontvanger",
    email: "E-mailadres",
    phone: "Telefoonnummer",
    things: ["Bestelnummer", "Artikel", "Prijs", "Status", "Productcode"],
  },
  pl: {
    account: "Numer klienta",
    device: "Numer seryjny",
    household: "ID gospodarstwa domowego",
    person: "ID profilu",
    time: "Data",
    file: "Nazwa pliku",
    sha256: "SHA256",
    thread: "ID rozmowy",
    from: "Nadawca",
    to: "Odbiorca",
    email: "Adres e-mail",
    phone: "Numer telefonu",
    things: ["Numer zamówienia", "Artykuł", "Cena", "Stan", "Kod produktu"],
  },
};

/** Fields that nobody outside the company understands. */
export const ODD: Words = {
  account: "ktref",
  device: "hw_unit",
  household: "hh_grp",
  person: "vp_slot",
  time: "evt_when",
  file: "blob",
  sha256: "sha256",
  thread: "topic_key",
  from: "src_party",
  to: "dst_party",
  email: "addr_el",
  phone: "addr_tel",
  things: ["vg_nr", "label", "sum", "flag", "mat"],
};

/** Words of Alexa's records and of Amazon's tables (formats.md 1.2). */
export const AMAZON_WORDS: Words = {
  account: "customerId",
  device: "serialNumber",
  household: "householdId",
  person: "personId",
  time: "timestamp",
  file: "audioFile",
  sha256: "sha256",
  thread: "conversationId",
  from: "senderId",
  to: "recipientId",
  email: "email",
  phone: "phoneNumber",
  things: ["Order ID", "Product Name", "Price EUR", "Order Status", "ASIN"],
};

/** Takeout's access log has an account on every row (formats.md 2). */
export const GOOGLE_WORDS: Words = {
  ...AMAZON_WORDS,
  account: "Gaia ID",
  device: "deviceId",
  household: "structureId",
  person: "profileId",
  file: "fileName",
  things: ["Product Name", "Sub-Product", "Activity Type", "User Agent", "videoId"],
};

const NAMES = Object.keys(LANGUAGES);

/** The words of one language, each as it is or as programs spell it. */
export function spokenWords(random: Random): Words {
  const name = NAMES[random.whole(0, NAMES.length - 1)] ?? "en";
  const words = LANGUAGES[name] ?? ODD;
  const spell = random.pick([
    (text: string) => text,
    (text: string) => text,
    (text: string) => text.toLowerCase(),
    (text: string) => text.toLowerCase().replace(/[ -]/g, "_"),
    (text: string) => text.toUpperCase(),
  ]);
  // Words of programs are spelled already.
  if (name === "user" || name === "camel") return words;
  const [a, b, c, d, e] = words.things;
  const spelled = Object.entries(words).map(([key, word]: [string, unknown]) => [
    key,
    typeof word === "string" ? spell(word) : word,
  ]);
  return {
    ...words,
    ...Object.fromEntries(spelled),
    things: [spell(a), spell(b), spell(c), spell(d), spell(e)],
  };
}
