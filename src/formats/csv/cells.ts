/** Begins with a letter; no address, no line end. */
const COLUMN_NAME = /^[\p{L}_#№(][^@\p{Cc}\u2028\u2029]*$/u;
const LONG_NUMBER = /\d{5}/;
/** Digits between letters in a long word, as in a customer number. */
const CODE = /(?=[A-Za-z\d]{8})[A-Za-z]{0,8}\d{1,8}[A-Za-z]{1,8}\d/;
const MAX_COLUMN_NAME = 80;

const MAIL = /^[^\s@]+@[^\s@]+\.[^\s@]+$/;
const DATE =
  /^\d{4}[-/.]\d{1,2}[-/.]\d{1,2}|^\d{1,2}[./-]\d{1,2}[./-]\d{2,4}\b|^\d{1,2}\.? \p{L}{3,12}\.?,? \d{4}\b|^\p{L}{3,12}\.? \d{1,2},? \d{4}\b/u;
const TIME = /^\d{1,2}:\d{2}/;
const NUMBER = /^[-+(]?[€$£]?\s?\d[\d.,\s'’]*\)?\s?[%€$£]?(?:EUR|USD|GBP|CHF)?$/;
const YEAR = /^(?:19|20)\d{2}$/;

/** What a cell looks like: what a column could be called, or data. */
export type CellShape = "empty" | "word" | "number" | "mail" | "date" | "time" | "code" | "url";

export function shapeOf(cell: string): CellShape {
  const text = cell.trim();
  if (text === "") return "empty";
  if (MAIL.test(text)) return "mail";
  if (DATE.test(text)) return "date";
  if (TIME.test(text)) return "time";
  if (NUMBER.test(text)) return LONG_NUMBER.test(text) ? "code" : "number";
  if (/^https?:\/\//i.test(text)) return "url";
  return LONG_NUMBER.test(text) || CODE.test(text) ? "code" : "word";
}

/** Whether a cell may be an identifier: one word with a digit, longer than `Q3` or `1.2`, or an address. */
export function mayIdentify(cell: string): boolean {
  const text = cell.trim();
  if (/\s/.test(text)) return false;
  const shape = shapeOf(text);
  return shape === "code" || shape === "mail" || (shape === "word" && text.length >= 4 && /\d/.test(text));
}

/** Data that nobody calls a column. */
export function isData(shape: CellShape): boolean {
  return shape !== "empty" && shape !== "word";
}

/** Whether a cell of the first row may be what a column is called, where nothing else tells. */
export function isColumnName(name: string): boolean {
  if (name.length > MAX_COLUMN_NAME) return false;
  return name === "" || (COLUMN_NAME.test(name) && !LONG_NUMBER.test(name) && !CODE.test(name));
}

/** Column names that rows below confirm may be odd: `@timestamp`, `1st name`, a year. */
export function mayBeName(cell: string): boolean {
  const text = cell.trim();
  return (
    text.length <= MAX_COLUMN_NAME &&
    (shapeOf(text) === "word" || YEAR.test(text)) &&
    !/[\v\f\u0085\u2028\u2029]/.test(text)
  );
}

const TOTALS = new Set([
  "total",
  "totals",
  "grand total",
  "subtotal",
  "sub total",
  "sum",
  "summe",
  "gesamt",
  "gesamtsumme",
  "zwischensumme",
  "somme",
  "total général",
  "suma",
  "totale",
  "totaal",
  "summa",
  "razem",
  "celkem",
  "yhteensä",
]);

/** What the first cell of a row of sums says. */
export function isTotal(cell: string): boolean {
  return TOTALS.has(cell.trim().replace(/:$/, "").toLowerCase());
}

const MAX_TOTAL_BYTES = 20;
/** Lower-case letters that words for a sum begin with. */
const TOTAL_STARTS = new Set(Array.from(TOTALS, (word) => word.charCodeAt(0)));

/** Whether a cell of so many bytes that begins with `first` is worth a look as the word for a sum. */
export function mayBeTotal(first: number, bytes: number): boolean {
  return bytes <= MAX_TOTAL_BYTES && TOTAL_STARTS.has(first | 0x20);
}

/** `Total`, and nothing but numbers beside it. */
export function isSum(row: readonly string[]): boolean {
  return (
    isTotal(row[0] ?? "") &&
    row.every((cell, index) => index === 0 || /^(?:empty|number|code)$/.test(shapeOf(cell)))
  );
}

/** `----+-----`, `| --- | :-: |`: lines that programs draw between rows. */
export function isRule(cells: readonly string[]): boolean {
  const text = cells.join("");
  return text.length >= 3 && /^[-+=|:_─━┼\s]+$/.test(text) && /[-=_─━]{2}/.test(text);
}

/** Whether every cell that is filled is a sentence or a phrase, as a row that explains the columns. */
export function isProse(cells: readonly string[]): boolean {
  const filled = cells.filter((cell) => cell.trim() !== "");
  const phrases = filled.filter((cell) => /\p{L}\s+\p{L}/u.test(cell));
  return (
    filled.length >= 2 &&
    filled.length * 2 >= cells.length &&
    filled.every((cell) => /^\p{L}/u.test(cell.trim()) && !/[\d@]/.test(cell)) &&
    phrases.length * 2 >= filled.length
  );
}

/** `varchar(255)`, `timestamp with time zone`. */
const TYPE =
  /^(?:string|text|char|n?varchar2?|(?:tiny|small|big)?int(?:eger)?|int(?:8|16|32|64)|long|number|numeric|decimal|double|float(?:32|64)?|real|bool(?:ean)?|date(?:time)?|timestamp(?:tz)?|time|uuid|guid|json|object|array|binary|blob|currency)\b(?: ?\([\d, ]{1,12}\))?(?: with(?:out)? time ?zone)?$/i;
/** What a survey tool writes of each column. */
const IMPORT_ID = /^\{"?ImportId"?:/;

/** Whether a row says of what type its columns are, and nothing else. */
export function namesTypes(cells: readonly string[]): boolean {
  const filled = filledOf(cells).map((cell) => cell.trim());
  if (filled.length < 2 || filled.length * 2 < cells.length) return false;
  return filled.every((cell) => TYPE.test(cell)) || filled.every((cell) => IMPORT_ID.test(cell));
}

/** Cells that are not empty. */
export function filledOf(row: readonly string[]): readonly string[] {
  return row.filter((cell) => cell.trim() !== "");
}
