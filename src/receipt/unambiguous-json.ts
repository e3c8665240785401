/** Text is no JSON, or programs would read it differently; `message` says which, as a sentence part. */
export class Ambiguous extends Error {}

const NAME_ENDS = /\s*:/y;

/**
 * The value of JSON text. Throws `Ambiguous` also where an object has two members of one name: some programs take the
 * first, some the last, and a receipt must say the same to all.
 */
export function unambiguousJson(text: string): unknown {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new Ambiguous("it is not JSON");
  }
  if (hasRepeatedName(text)) throw new Ambiguous("an object in it has two members of the same name");
  return value;
}

/** `text`: JSON that can be parsed. */
function hasRepeatedName(text: string): boolean {
  const open: Set<string>[] = [];
  for (let at = 0; at < text.length; at += 1) {
    const character = text[at];
    if (character === "{" || character === "[") open.push(new Set());
    else if (character === "}" || character === "]") open.pop();
    else if (character === '"') {
      const start = at;
      at = endOfString(text, start);
      NAME_ENDS.lastIndex = at + 1;
      if (!NAME_ENDS.test(text)) continue;
      // Two spellings of one name are the same name.
      const name = String(JSON.parse(text.slice(start, at + 1)));
      const names = open.at(-1);
      if (names?.has(name) === true) return true;
      names?.add(name);
    }
  }
  return false;
}

/** Position of the quotation mark that ends the string which begins at `start`. */
function endOfString(text: string, start: number): number {
  let at = start + 1;
  while (at < text.length && text[at] !== '"') at += text[at] === "\\" ? 2 : 1;
  return at;
}
