const REFERENCE = /&([^;&]{0,10};?)/g;
const ENTITIES: ReadonlyMap<string, string> = new Map([
  ["amp;", "&"],
  ["lt;", "<"],
  ["gt;", ">"],
  ["quot;", '"'],
  ["apos;", "'"],
]);

/** Text with its references resolved (`&lt;`, `&#228;`); undefined where one of them is not known. */
export function withoutReferences(text: string): string | undefined {
  let isKnown = true;
  const resolved = text.replace(REFERENCE, (_, reference: string) => {
    const character = characterOf(reference);
    if (character === undefined) isKnown = false;
    return character ?? "";
  });
  return isKnown ? resolved : undefined;
}

function characterOf(reference: string): string | undefined {
  const entity = ENTITIES.get(reference);
  if (entity !== undefined) return entity;
  const match = /^#(?:(\d{1,7})|x([0-9A-Fa-f]{1,6}));$/.exec(reference);
  if (match === null) return undefined;
  const code = match[1] === undefined ? parseInt(match[2] ?? "", 16) : Number(match[1]);
  const isAllowed =
    code === 0x09 ||
    code === 0x0a ||
    code === 0x0d ||
    (code >= 0x20 && code < 0xd800) ||
    (code >= 0xe000 && code < 0xfffe) ||
    (code >= 0x10000 && code <= 0x10ffff);
  return isAllowed ? String.fromCodePoint(code) : undefined;
}
