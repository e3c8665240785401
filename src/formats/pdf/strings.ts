import type { Place } from "../../model/place.ts";
import { isLabelled } from "../labels.ts";
import { eachRun } from "../printable-runs.ts";
import type { PdfFile, PdfObject } from "./file.ts";
import { splitLines, type Reporter } from "./report.ts";
import type { Structure } from "./structure.ts";
import type { PdfDict, PdfValue } from "./syntax.ts";
import { isText, textOfString } from "./text-string.ts";
import { bytesOf, dictOf, eachWithin, itemsOf, nameOf, referenceOf } from "./values.ts";

/** Where an object stands, for people. */
export type Whereabouts = (object: PdfObject, what: string) => Place;

/** Keys under which strings are no text of anybody: digests, keys, lists of glyphs. */
const SILENT = new Set([
  "ID",
  "O",
  "U",
  "OE",
  "UE",
  "Perms",
  "CharSet",
  "Panose",
  "Lookup",
  "CheckSum",
  "Registry",
  "DA",
]);

/** Keys that say how a string is used, not what it is: it is reported without them. */
const PLAIN = new Set(
  "T,TU,TM,V,DV,RV,RC,DA,DS,CA,AC,RC,Contents,Subj,Alt,ActualText,E,ID,JS,URI,URL,F,UF,Unix,Mac,DOS,Desc,D,Dest,Dests,Names,Nums,Kids,Limits,Opt,Title,Lang,P,S,A,NM,NickName,OCGs,Base,RI,N,R,CI,JavaScript,EmbeddedFiles,Ordering,IDS,Differences,Comment,Info,ColorSpace,CS,CL,Order,Panose,Style".split(
    ",",
  ),
);

/** Reports every string of every object that was not reported yet: notes, fields, links, properties, bookmarks, scripts. */
export function reportStrings(
  file: PdfFile,
  objects: readonly PdfObject[],
  structure: Structure,
  where: Whereabouts,
  report: Reporter,
): void {
  const infos = infoNumbers(file);
  const silent = encryptNumbers(file);
  for (const object of objects) if (infos.has(object.number)) reportElsewhere(file, object, report);
  for (const object of objects) {
    if (silent.has(object.number)) continue;
    const isInfo = infos.has(object.number);
    eachWithin(object.value, "", (value, key, holder) => {
      if (holder !== undefined && (key === "V" || key === "DV"))
        reportField(file, object, holder, key, value, where, report);
      const raw = bytesOf(value);
      if (raw === undefined || raw.length === 0 || SILENT.has(key)) return;
      // The name of a field stands before its value.
      if (key === "T" && (holder?.entries.has("V") === true || holder?.entries.has("DV") === true)) return;
      if (key === "Contents" && holder?.entries.has("ByteRange") === true) {
        eachRun(raw, (run) => {
          report.decoded([run]);
        });
        return;
      }
      const text = plain(textOfString(file.text(object, raw)), key);
      if (!isText(text)) {
        report.decodedBytes(raw);
        return;
      }
      const place = (): Place => (isInfo ? { unit: "tag", path: key } : where(object, whatOf(holder, key)));
      if (isInfo) report.fresh(propertyLines(key, text), place);
      else if (report.isKnown(text)) return;
      else if (PLAIN.has(key) || key === "") report.fresh(splitLines(text), place);
      else report.fresh(splitLines(`${key}: ${text}`), place);
    });
  }
}

function propertyLines(key: string, text: string): string[] {
  const lines = splitLines(`${key}: ${text}`);
  return isLabelled(text) ? [...lines, ...splitLines(text)] : lines;
}

/** Properties whose texts are objects of their own, as macOS writes them. */
function reportElsewhere(file: PdfFile, info: PdfObject, report: Reporter): void {
  for (const [key, value] of dictOf(info.value)?.entries ?? []) {
    const object = file.object(referenceOf(value)?.number ?? -1);
    const bytes = bytesOf(object?.value);
    if (object === undefined || bytes === undefined) continue;
    const text = textOfString(file.text(object, bytes));
    if (text === "" || !isText(text)) continue;
    report.fresh(propertyLines(key, text), () => ({ unit: "tag", path: key }));
    report.know(text);
  }
}

/** `name: value` of a form field. */
function reportField(
  file: PdfFile,
  object: PdfObject,
  holder: PdfDict,
  key: string,
  value: PdfValue,
  where: Whereabouts,
  report: Reporter,
): void {
  const name = fieldName(file, object, holder);
  report.know(name);
  const parts = [file.resolve(value), ...itemsOf(file.resolve(value))];
  for (const part of parts) {
    const bytes = bytesOf(part);
    const text = bytes === undefined ? nameOf(part) : textOfString(file.text(object, bytes));
    if (text === undefined || text === "" || !isText(text)) continue;
    const [first = "", ...others] = splitLines(text);
    report.fresh([name === "" ? first : `${name}: ${first}`, ...others], () =>
      where(object, whatOf(holder, key)),
    );
    report.know(text);
  }
}

/** What a field is called: its own name or the nearest above it, without the count that XFA puts behind. */
export function fieldName(file: PdfFile, object: PdfObject, field: PdfDict): string {
  let dict: PdfDict | undefined = field;
  for (let steps = 0; dict !== undefined && steps < 32; steps += 1) {
    const bytes = bytesOf(dict.entries.get("T"));
    const holder = steps === 0 ? object : undefined;
    if (bytes !== undefined && bytes.length > 0) {
      const owner = holder ?? parentObject(file, field, steps) ?? object;
      return textOfString(file.text(owner, bytes)).replace(/\[\d+\]$/, "");
    }
    dict = dictOf(file.resolve(dict.entries.get("Parent")));
  }
  return "";
}

function parentObject(file: PdfFile, field: PdfDict, steps: number): PdfObject | undefined {
  let dict: PdfDict | undefined = field;
  let object: PdfObject | undefined;
  for (let step = 0; step < steps; step += 1) {
    const reference = referenceOf(dict?.entries.get("Parent"));
    object = reference === undefined ? undefined : file.object(reference.number);
    dict = dictOf(object?.value);
  }
  return object;
}

/** Rich text is XHTML: what stands between the tags counts. */
function plain(text: string, key: string): string {
  if ((key !== "RC" && key !== "RV") || !text.includes("<")) return text;
  return text
    .replace(/<\/?(?:p|br|div|body)\b[^<>]{0,2000}>/gi, "\n")
    .replace(/<[^<>]{0,2000}>/g, "")
    .replace(/&(lt|gt|quot|apos|amp);/g, (_, name: string) => ENTITIES.get(name) ?? "");
}

const ENTITIES = new Map([
  ["lt", "<"],
  ["gt", ">"],
  ["quot", '"'],
  ["apos", "'"],
  ["amp", "&"],
]);

function whatOf(holder: PdfDict | undefined, key: string): string {
  if (key === "Title" && holder?.entries.has("Parent") === true && !holder.entries.has("Kids"))
    return "bookmark";
  const subtype = nameOf(holder?.entries.get("Subtype"));
  return subtype === undefined || subtype === "Form" || subtype === "Image" ? key : subtype;
}

function infoNumbers(file: PdfFile): Set<number> {
  return numbersOf(file, "Info");
}

/** The strings of the encryption dictionary are keys. */
function encryptNumbers(file: PdfFile): Set<number> {
  return numbersOf(file, "Encrypt");
}

function numbersOf(file: PdfFile, key: string): Set<number> {
  return new Set(
    file.trailers.flatMap(({ dict }) => {
      const reference = referenceOf(dict.entries.get(key));
      return reference === undefined ? [] : [reference.number];
    }),
  );
}
