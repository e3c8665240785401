import { NotInspected } from "../../model/errors.ts";
import type { ByteSource } from "../../model/format.ts";
import { OpenDocumentText } from "./open-document-text.ts";
import { OtherText } from "./other-text.ts";
import type { Package } from "./package.ts";
import { normalised } from "./package.ts";
import type { Report } from "./report.ts";
import { attribute, readXml } from "./xml.ts";
import type { XmlHandler } from "./xml.ts";

const MANIFEST = "META-INF/manifest.xml";
/** Files that a manifest lists. */
const MAX_FILES = 1_000_000;

/** OpenDocument and EPUB: every XML file that the manifest lists, contents first. */
export async function readOpenDocument(files: Package, report: Report): Promise<void> {
  const listed = new Set<string>(["content.xml", "styles.xml", "meta.xml", "settings.xml"]);
  const encrypted = new Set<string>();
  await files.read(MANIFEST, () => manifestReader(report, listed, encrypted));
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
    } else if (/\.(?:xml|rdf|opf|ncx)$/.test(key)) {
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

function manifestReader(report: Report, listed: Set<string>, encrypted: Set<string>): XmlHandler {
  const text = other("manifest", report);
  let path = "";
  return {
    open(name, attributes) {
      if (name === "file-entry") {
        path = normalised(attribute(attributes, "full-path") ?? "");
        if (listed.size < MAX_FILES) listed.add(path);
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
