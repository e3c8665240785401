// Japanese and Chinese editions take the wide forms for formulas as well; spaces in front are skipped.
const FORMULA = /^[\t\r\n]|^ *[=@\uff1d\uff20\uff0b\uff0d+-]/;
const NUMBER = /^[+-]\d+(?:\.\d+)?$/;
// Where a semicolon separates cells (most of Europe), quotes that follow a comma quote nothing: a semicolon in a name
// would begin a cell.
const CELL_INSIDE = /([;\t]["' ]*)(?=[=@\uff1d\uff20\uff0b\uff0d+-])/g;

/**
 * A cell of a CSV file that a spreadsheet will open: quoted, and what it would take for a formula gets an apostrophe,
 * also behind what separates cells elsewhere. A phone number or a plain number is none. (OWASP, *CSV injection*.)
 */
export function csvCell(text: string): string {
  const inside = text.replace(CELL_INSIDE, "$1'");
  const isFormula = FORMULA.test(text) && !NUMBER.test(text);
  return `"${(isFormula ? `'${inside}` : inside).replaceAll('"', '""')}"`;
}
