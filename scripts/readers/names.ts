import { decodings } from "./code-pages.ts";

const PLAIN = /^[\x20-\x7e]*$/;
/** What readers drop or replace, each in its own way; Info-ZIP takes 0xFF for a control character, C1 for none. */
const SPECIAL: readonly RegExp[] = [
  // eslint-disable-next-line no-control-regex -- that is what readers replace
  /[\u0000-\u001f\u007f\u00ff]/g,
  // eslint-disable-next-line no-control-regex
  /[\u0000-\u001f\u007f-\u009f\u00ff]/g,
  // eslint-disable-next-line no-control-regex
  /[\u0000-\u001f\u007f-\u009f\u00ff:*?"<>|]/g,
];
/** What readers write instead of a character that a file's name cannot have. */
const SUBSTITUTES: readonly ((character: string) => string)[] = [
  (character) => character,
  () => "",
  () => "_",
  () => "?",
  () => " ",
  (character) => `^${String.fromCharCode((character.charCodeAt(0) + 64) & 127)}`,
];

/** A path without what every reader drops or writes in its own way: drives, `\`, empty parts, `.` and `..`. */
export function plainPath(path: string): string {
  return path
    .replaceAll("\\", "/")
    .replace(/^[A-Za-z]:(?=\/)/, "")
    .split("/")
    .filter((part) => part !== "" && part !== "." && part !== "..")
    .join("/");
}

/** Where a path leads that a reader follows: `c/../a` is `a`. */
function resolvedPath(path: string): string {
  const parts: string[] = [];
  for (const part of path.replaceAll("\\", "/").split("/")) {
    if (part === "..") parts.pop();
    else if (part !== "" && part !== ".") parts.push(part);
  }
  return parts.join("/");
}

/** The name as a reader delivered it, without the way in which Info-ZIP writes what the locale does not have. */
export function deliveredPath(name: string): string {
  const text = name.includes("#")
    ? name.replace(/#(?:U([0-9a-f]{4})|L([0-9a-f]{6}))/gi, (whole, short?: string, long?: string) => {
        const code = Number.parseInt(short ?? long ?? "", 16);
        return code <= 0x10ffff ? String.fromCodePoint(code) : whole;
      })
    : name;
  return plainPath(text);
}

/** Names of which the path is all that readers make of them. */
function isPlain(path: string): boolean {
  return PLAIN.test(path) && !/[\\:*?"<>|;]/.test(path) && !path.includes("..");
}

/** Every form in which readers may show a name that we inspected. */
function* formsOf(path: string): Generator<string> {
  const texts = new Set<string>(PLAIN.test(path) ? [path] : decodings(path));
  for (const text of texts) {
    const end = text.indexOf("\0");
    for (const whole of end < 0 ? [text] : [text, text.slice(0, end)]) {
      yield plainPath(whole);
      yield resolvedPath(whole);
      // unzip takes it for the version of a file from VMS.
      yield plainPath(whole).replace(/;\d*$/, "");
      for (const special of SPECIAL) {
        if (whole.search(special) < 0) continue;
        for (const substitute of SUBSTITUTES) yield plainPath(whole.replace(special, substitute));
      }
    }
  }
}

/** Tells whether a delivered name is one of those that were inspected. */
export interface KnownNames {
  readonly has: (delivered: string) => boolean;
}

/** `masked` are names in which identifiers are shown as `A3…5H`: any text may stand for each `…`. */
export function knownNames(names: Iterable<string>, masked: Iterable<string> = []): KnownNames {
  const known = new Set<string>();
  // Folders that a name lies in are known as well.
  const learn = (form: string): void => {
    for (let path = form; !known.has(path); path = path.slice(0, Math.max(0, path.lastIndexOf("/"))))
      known.add(path);
  };
  // Most readers show most names as they are: the other forms are made when one is not found.
  const unexplored: string[] = [];
  for (const name of names) {
    learn(plainPath(name));
    if (!isPlain(name)) unexplored.push(name);
  }
  const patterns = Array.from(masked, (name) => plainPath(name).split("…"));
  const isKnown = (paths: readonly string[]): boolean =>
    paths.some((path) => known.has(path) || patterns.some((parts) => fits(path, parts)));
  return {
    has(delivered) {
      // The name may hold what looks like one of Info-ZIP's spellings, or stand for where it leads.
      const paths = [deliveredPath(delivered), plainPath(delivered), resolvedPath(delivered)];
      for (;;) {
        if (isKnown(paths)) return true;
        const name = unexplored.pop();
        if (name === undefined) return false;
        for (const form of formsOf(name)) learn(form);
      }
    },
  };
}

/** Whether a path consists of these parts with any text between each two. */
function fits(path: string, parts: readonly string[]): boolean {
  const [first = "", ...others] = parts;
  const last = others.pop();
  if (last === undefined) return path === first;
  if (!path.startsWith(first)) return false;
  let at = first.length;
  for (const part of others) {
    const found = path.indexOf(part, at);
    if (found < 0) return false;
    at = found + part.length;
  }
  return path.length - last.length >= at && path.endsWith(last);
}
