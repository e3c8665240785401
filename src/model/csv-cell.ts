/**
 * A cell of a CSV file that a spreadsheet will open: quoted, and what it would take for a formula gets an apostrophe.
 * A phone number or a plain number is none. (OWASP, *CSV injection*.)
 */
export function csvCell(text: string): string {
  const isFormula = /^[=@\t\r\n]/.test(text) || (/^[+-]/.test(text) && !/^[+-]\d+(?:\.\d+)?$/.test(text));
  return `"${(isFormula ? `'${text}` : text).replaceAll('"', '""')}"`;
}
