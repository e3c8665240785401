/** A line of settings. */
export interface Setting {
  readonly line: number;
  /** Empty for a line that is no setting, which is its value then. */
  readonly key: string;
  readonly value: string;
  /** The value does not stand in the bytes as it is. */
  readonly isDecoded: boolean;
}

export interface Section {
  /** As written; empty for what stands before the first one. */
  readonly name: string;
  /** Without the number or name of one of several: `contact` of `[contact 2]`. */
  readonly kind: string;
  readonly line: number;
  readonly settings: Setting[];
}

const SECTION = /^\s{0,100}\[{1,2}([^[\]\r\n]{1,200})\]{1,2}/;
const COMMENT = /^\s*[;#!]/;
/** Longer keys and names of sections are none. */
const MAX_KEY = 300;

/** Reads settings: sections, `key = value` and `key: value`, comments, lines that go on behind a backslash. */
export function parseSettings(text: string, isProperties: boolean): readonly Section[] {
  const lines = text.replace(/^\ufeff/, "").split(/\r\n|\r|\n/);
  let section: Section = { name: "", kind: "", line: 1, settings: [] };
  const sections = [section];
  for (let index = 0; index < lines.length; index += 1) {
    let line = lines[index] ?? "";
    const number = index + 1;
    if (line.trim() === "") continue;
    const head = SECTION.exec(line.slice(0, MAX_KEY));
    const name = head?.[1]?.trim() ?? "";
    if (head !== null && name !== "") {
      section = { name, kind: kindOf(name), line: number, settings: [] };
      sections.push(section);
      // A setting may follow on the same line.
      line = line.slice(head[0].length);
      if (/^\s*(?:[;#].*)?$/.test(line.slice(0, MAX_KEY)) && !/[:=]/.test(line)) continue;
    }
    const setting = splitSetting(line);
    if (setting === undefined) {
      section.settings.push({ line: number, key: "", value: line, isDecoded: false });
      continue;
    }
    const { key } = setting;
    let { value } = setting;
    let isJoined = false;
    while (goesOn(value) && index + 1 < lines.length) {
      const next = lines[index + 1] ?? "";
      // `folder = C:\temp\` ends with a backslash, and the next line is a setting of its own.
      if (
        next.trim() === "" ||
        (!isProperties && (splitSetting(next) !== undefined || SECTION.test(next.slice(0, MAX_KEY))))
      )
        break;
      value = value.slice(0, -1) + next.trimStart();
      isJoined = true;
      index += 1;
      section.settings.push({ line: index + 1, key: "", value: next, isDecoded: false });
    }
    const written = plainValue(value);
    const decoded = written.replace(/\\u([0-9a-fA-F]{4})/g, (_, code: string) =>
      String.fromCharCode(Number.parseInt(code, 16)),
    );
    section.settings.push({ line: number, key, value: decoded, isDecoded: isJoined || decoded !== written });
  }
  return sections;
}

/** A key, blanks, `=` or `:`, the rest. */
function splitSetting(line: string): { readonly key: string; readonly value: string } | undefined {
  const start = line.slice(0, MAX_KEY);
  if (COMMENT.test(start)) return undefined;
  const at = start.search(/[=:]/);
  if (at <= 0) return undefined;
  const key = unquoted(
    start
      .slice(0, at)
      .trim()
      .replace(/^export\s+/, ""),
  ).trim();
  return key === "" ? undefined : { key, value: line.slice(at + 1).trim() };
}

function goesOn(value: string): boolean {
  return value.endsWith("\\") && !value.endsWith("\\\\");
}

/** Without quotes, and without a comment behind it. */
function plainValue(value: string): string {
  const quoted = /^("[^"]*"|'[^']*')\s*(?:[;#].*)?$/.exec(value)?.[1];
  if (quoted !== undefined) return unquoted(quoted);
  const comment = value.search(/\s[;#]\s/);
  return (comment < 0 ? value : value.slice(0, comment)).trim();
}

function unquoted(text: string): string {
  return /^(?:".*"|'.*')$/.test(text) ? text.slice(1, -1) : text;
}

/** `contact` of `[contact 2]` and of `[contact "anna"]`. */
function kindOf(name: string): string {
  const kind = name.replace(/(?:\d{1,9}|"[^"]{0,200}")$/, "").replace(/[\s_.:#-]{1,9}$/, "");
  return kind === "" ? name : kind;
}
