import { NotInspected } from "../../model/errors.ts";
import type { ByteSource } from "../../model/format.ts";
import { eachRun } from "../printable-runs.ts";
import { isLayoutCache, isMetafile, MAX_BINARY_PART_BYTES, MAX_METAFILE_BYTES } from "./binary-parts.ts";
import { OpenDocumentText } from "./open-document-text.ts";
import { OtherText } from "./other-text.ts";
import type { Package } from "./package.ts";
import { normalised } from "./package.ts";
import type { Report } from "./report.ts";
import { attribute, readXml } from "./xml.ts";
import type { XmlHandler } from "./xml.ts";

const MANIFEST = "META-INF/manifest.xml";
/** Of the office program itself (keys, menus): OpenOffice and LibreOffice write files for them that are empty. */
const SETTINGS = /(?:^|\/)configurations2\//;
/** Where drawings of embedded charts and formulas lie, each under the name of what it stands for. */
const REPLACEMENTS = "objectreplacements/";
const METAFILE = "application/x-openoffice-gdimetafile";
/** Files that a manifest lists. */
const MAX_FILES = 1_000_000;

/** OpenDocument and EPUB: every XML file that the manifest lists, contents first. */
export async function readOpenDocument(files: Package, report: Report): Promise<void> {
  const listed = new Set<string>(["content.xml", "styles.xml", "meta.xml", "settings.xml"]);
  const encrypted = new Set<string>();
  const metafiles = new Set<string>();
  await files.read(MANIFEST, () => manifestReader(report, { listed, encrypted, metafiles }));
  await files.read("META-INF/container.xml", () => containerReader(report, listed));
  // Signatures and rights of others: small, and nobody lists them.
  for (const name of [
    "META-INF/documentsignatures.xml",
    "META-INF/macrosignatures.xml",
    "META-INF/rights.xml",
  ])
    listed.add(name);
  for (const name of listed) {
    const key = normalised(name);
    if (!files.has(key)) continue;
    if (encrypted.has(key)) {
      files.doubt(new NotInspected("encrypted", `${key} is encrypted`));
    } else if (key === "layout-cache") {
      await readLayoutCache(key, files, report);
    } else if (metafiles.has(key) && files.has(`${key.slice(REPLACEMENTS.length)}/content.xml`)) {
      await readReplacement(key, files, report);
    } else if (/\.(?:xml|rdf|opf|ncx)$/.test(key) && !(SETTINGS.test(key) && (await files.isEmpty(key)))) {
      await files.read(key, () => readerOf(key, files, report));
    }
  }
  if (encrypted.size > 0) files.doubt(new NotInspected("encrypted", "its files are encrypted"));
}

/** A document as one XML file. */
export async function readFlat(source: ByteSource, report: Report): Promise<number> {
  let consumed = 0;
  async function* counted(): AsyncIterable<Uint8Array> {
    for await (const chunk of source.chunks()) {
      if (consumed === 0 && chunk[0] === 0x50)
        throw new NotInspected("unsupported-format", "an Office document whose files were not listed");
      consumed += chunk.length;
      yield chunk;
    }
  }
  let doubt: NotInspected | undefined;
  const reader = new OpenDocumentText(report, "", (error) => (doubt ??= error));
  try {
    await readXml(counted(), report.context.limits, reader);
  } finally {
    reader.end();
  }
  if (doubt !== undefined) throw new NotInspected(doubt.reason, doubt.message, consumed);
  return consumed;
}

async function readLayoutCache(key: string, files: Package, report: Report): Promise<void> {
  const bytes = await files.readBytes(key, MAX_BINARY_PART_BYTES);
  if (bytes === undefined) return;
  if (!isLayoutCache(bytes))
    files.doubt(new NotInspected("unknown-format", `${key}: it is not what Writer writes there`));
  eachRun(bytes, (run) => {
    report.sweep(run);
  });
}

/** What it draws is said by the object itself, which is read; its texts are reported all the same. */
async function readReplacement(key: string, files: Package, report: Report): Promise<void> {
  const bytes = await files.readBytes(key, MAX_METAFILE_BYTES);
  if (bytes === undefined) return;
  if (!isMetafile(bytes))
    files.doubt(new NotInspected("unknown-format", `${key}: it is not what its document says`));
  eachRun(bytes, (run) => {
    report.lines(run, () => ({ unit: "tag", within: key, path: "drawing" }));
  });
}

function readerOf(name: string, files: Package, report: Report): XmlHandler {
  const file = name.slice(name.lastIndexOf("/") + 1);
  const folder = name.slice(0, name.length - file.length).replace(/\/$/, "");
  const doubt = (error: NotInspected): void => files.doubt(error);
  if (file === "content.xml") return new OpenDocumentText(report, folder, doubt);
  if (file === "styles.xml") return new OpenDocumentText(report, "header, footer or style", doubt);
  return other(name, report);
}

function other(within: string, report: Report): XmlHandler {
  return new OtherText(report.lines, (path) => ({ unit: "tag", within, path }));
}

/** What the manifest says, by normalised name. */
interface Listed {
  readonly listed: Set<string>;
  readonly encrypted: Set<string>;
  /** Drawings that stand for embedded objects. */
  readonly metafiles: Set<string>;
}

function manifestReader(report: Report, { listed, encrypted, metafiles }: Listed): XmlHandler {
  const text = other("manifest", report);
  let path = "";
  return {
    open(name, attributes) {
      if (name === "file-entry") {
        path = normalised(attribute(attributes, "full-path") ?? "");
        if (listed.size < MAX_FILES) listed.add(path);
        const isDrawn = attribute(attributes, "media-type")?.startsWith(METAFILE) === true;
        if (isDrawn && path.startsWith(REPLACEMENTS) && metafiles.size < MAX_FILES) metafiles.add(path);
      } else if (name === "encryption-data") {
        encrypted.add(path);
      }
      text.open(name, attributes);
    },
    close: (name) => text.close(name),
    text: (value) => text.text(value),
    aside: (value) => text.aside(value),
  };
}

/** EPUB: where the description of the book is. Its pages are left as files of their own. */
function containerReader(report: Report, listed: Set<string>): XmlHandler {
  const text = other("container", report);
  return {
    open(name, attributes) {
      const path = attribute(attributes, "full-path");
      if (name === "rootfile" && path !== undefined) listed.add(path);
      text.open(name, attributes);
    },
    close: (name) => text.close(name),
    text: (value) => text.text(value),
    aside: (value) => text.aside(value),
  };
}
