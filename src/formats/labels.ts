/** `customerId: A1…`, and no address of the web, time or drive. */
const LABELLED = /^\s*\p{L}[^\n:=]{1,80}[:=]\s*[^\s/\\]/u;

/**
 * Whether a text has a label of its own. A line says one thing: where such a text stands behind another label
 * (`Subject: customerId: A1…`), it must be told as a line of its own too.
 */
export function isLabelled(text: string): boolean {
  return LABELLED.test(text);
}
