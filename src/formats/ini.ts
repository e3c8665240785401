import { NotInspected } from "../model/errors.ts";
import type { FieldUse } from "../model/field.ts";
import type { ByteSource, Confidence, Format, ReadContext, Sink } from "../model/format.ts";
import { textOf } from "./archive-in-text.ts";
import { knownUse } from "./csv/columns.ts";
import { parseSettings, type Section, type Setting } from "./ini-lines.ts";
import { eachPiece } from "./long-lines.ts";
import { withOpening } from "./opening.ts";
import { textFormat } from "./text.ts";
import { decodeHead } from "./utf8.ts";
import { readWhole } from "./whole.ts";

/** Larger ones are read line by line: nobody keeps so many settings. */
const MAX_BYTES = 16 * 1024 * 1024;

/** Settings: INI, Java properties, `.env`, simple TOML. */
export const iniFormat: Format = {
  name: "ini",
  killable: false,
  about: {
    title: "Settings (INI, properties, `.env`)",
    recognised:
      "`[sections]` with `key = value` below them, or at least three lines of which nearly all are `key=value` under keys " +
      "that do not repeat; two such lines are enough in a file called `.ini`, `.properties`, `.env`, `.cfg`, `.conf` or `.toml`",
    reads:
      "sections as objects, `[contact 1]`, `[contact 2]` and repeated sections as a list of records, `user.account.id = …` " +
      "as a path, quotes, comments behind values, lines that go on, `\\uXXXX`; comments and all other lines like text",
    leaves: "files above 16 MiB are read as text, line by line",
    library: null,
  },
  sniff,
  read,
};

const BY_NAME = /(?:^|[\\/.])(?:env(?:\.[\w-]+)?|[^\\/]*\.(?:ini|properties|env|cfg|conf|inf|toml))$/i;
const SECTION = /^\s*\[{1,2}[^[\]\r\n]{1,200}\]{1,2}\s*(?:[;#].*)?$/;
const KEY_VALUE = /^\s*(?:export\s+)?[\p{L}\p{N}_$][\p{L}\p{N}_.$\-[\]]{0,100}\s*=/u;
/** In a section keys may have spaces, and colons part them from their values. */
const SECTION_KEY = /^\s*[\p{L}\p{N}_$"'][^=:\r\n]{0,100}[=:]/u;
/** A second key on the same line: a log. */
const MORE_KEYS = /\s[\w.-]+=\S/;

function sniff(head: Uint8Array, name: string): Confidence {
  const text = decodeHead(head);
  if (text === undefined || /^\s*(?:[{<]|---)/.test(text)) return 0;
  const lines = text.split(/\r\n|\r|\n/);
  // The last line of the head may be cut.
  if (lines.length > 2 && head.length >= 65_536) lines.pop();
  const named = BY_NAME.test(name);
  let sections = 0;
  let settings = 0;
  let others = 0;
  const keys = new Set<string>();
  for (const line of lines) {
    if (/^\s*(?:[;#!].*)?$/.test(line)) continue;
    if (SECTION.test(line)) {
      sections += 1;
      continue;
    }
    const isSetting = named || sections > 0 ? SECTION_KEY.test(line) : KEY_VALUE.test(line);
    const equals = line.indexOf("=");
    if (
      !isSetting ||
      (equals >= 0 && MORE_KEYS.test(line.slice(equals + 1).replace(/"[^"]*"|'[^']*'/g, "")))
    ) {
      others += 1;
      continue;
    }
    settings += 1;
    keys.add(line.slice(0, equals < 0 ? line.length : equals).trim());
  }
  if (settings < (named || sections > 0 ? 1 : 3) || others * (named ? 2 : 10) > settings + sections) return 0;
  // The same key again and again is a list of records, line by line.
  return sections > 0 || keys.size * 2 > settings ? 2 : 0;
}

async function read(source: ByteSource, context: ReadContext, out: Sink): Promise<number> {
  if (source.size > Math.min(MAX_BYTES, context.limits.maxWholeBytes))
    return textFormat.read(source, context, out);
  const bytes = await readWhole(withOpening(textOf(source)), context.limits.maxWholeBytes);
  const text = decodeHead(bytes);
  if (text === undefined) throw new NotInspected("damaged", "it is text in no known encoding");
  const isProperties = /\.properties$/i.test(context.name);
  report(parseSettings(text, isProperties), context, out);
  return bytes.length;
}

function report(sections: readonly Section[], context: ReadContext, out: Sink): void {
  const isKnown = knownUse(context.plan);
  let number = 0;
  let within: string | undefined;
  out.locate(() => ({ unit: "line", number, ...(within === undefined ? {} : { within }) }));
  /** Leaves the place at the first setting that means something. */
  const settings = (section: Section): void => {
    let place = 0;
    for (const setting of section.settings) {
      number = setting.line;
      if (reportSetting(section, setting, context, out, isKnown) && place === 0) place = number;
    }
    number = place === 0 ? section.line : place;
  };
  if (sections.some((section) => section.settings.length > 0)) out.content();
  out.openObject();
  let list: string | undefined;
  let first = 1;
  for (const [index, section] of sections.entries()) {
    const isListed = section.kind !== "" && isOneOfSeveral(sections, index);
    if (list !== undefined && (!isListed || list !== section.kind)) {
      out.closeList();
      list = undefined;
    }
    if (isListed && list === undefined) {
      out.openList(context.plan.isRecords([section.kind]), false);
      list = section.kind;
    }
    if (section.name === "") {
      // What stands before the first section counts for all of them.
      settings(section);
      first = number;
      continue;
    }
    within = `section "${section.name}"`;
    out.openObject();
    settings(section);
    out.closeObject();
  }
  if (list !== undefined) out.closeList();
  within = undefined;
  number = first;
  out.closeObject();
}

/** `[contact 1]` beside `[contact 2]`, `[contact]` beside `[contact]`. */
function isOneOfSeveral(sections: readonly Section[], index: number): boolean {
  const { kind } = sections[index] ?? { kind: "" };
  return sections[index - 1]?.kind === kind || sections[index + 1]?.kind === kind;
}

/** Whether its key means something. */
function reportSetting(
  section: Section,
  setting: Setting,
  context: ReadContext,
  out: Sink,
  isKnown: (use: FieldUse | undefined) => boolean,
): boolean {
  const { key, value } = setting;
  if (setting.isDecoded) out.decoded(value);
  if (key !== "") {
    const keys = key.split(".").filter((part) => part !== "");
    const use = context.plan.use(section.kind === "" ? keys : [section.kind, ...keys]);
    if (use !== undefined && value.length <= context.limits.maxValueBytes) out.value(use, value);
    if (isKnown(use)) return true;
    // A value may hold settings of its own: `url = jdbc:…;user=…`.
    if (!/[:=]/.test(value)) return false;
  }
  eachPiece(value, (piece) => out.text(piece));
  return false;
}
