import { NotInspected } from "../../model/errors.ts";
import { isPrinterSettings, MAX_BINARY_PART_BYTES, reportPrinterSettings } from "./binary-parts.ts";
import type { Package } from "./package.ts";
import { OtherText } from "./other-text.ts";
import { relationshipsOf } from "./relationships.ts";
import type { Graph, Part } from "./relationships.ts";
import type { Report } from "./report.ts";
import { readWorkbook } from "./spreadsheet/workbook.ts";
import { WordText } from "./word-text.ts";
import { prefixed } from "./xml.ts";
import type { XmlHandler } from "./xml.ts";

const LESS_THAN = 0x3c;
const CONTENT_TYPES = "[content_types].xml";

/** Kinds of parts that hold settings, properties and data instead of paragraphs, by the last segment of their relationship. */
const DATA =
  /^(?:settings|websettings|fonttable|styles|numbering|theme|themeoverride|customxml|customxmlprops|connections|querytable|calcchain|xmlmaps|volatiledependencies|person|people|sheetmetadata|tablestyles|presprops|viewprops|tags|printersettings|.*-properties|table|pivottable|slicer.*|timeline.*|commentauthors|authors|attachedtoolbars|keymapcustomizations|vbaproject.*)$/;

/** Office Open XML: every part that relationships reach is read, by what it is; the others are left as files. */
export async function readOpenXml(files: Package, report: Report): Promise<void> {
  await files.read(CONTENT_TYPES, () => other("content types", report));
  const graph = await relationshipsOf(files, report);
  const main = graph.parts.find(({ type, from }) => from === "" && type === "officedocument");
  if (main === undefined) {
    files.damaged("it names no main part");
  } else if (main.name.endsWith(".bin")) {
    files.doubt(new NotInspected("unsupported-format", "a binary Excel workbook (XLSB)"));
  } else if (main.name.startsWith("xl/") || graph.of(main.name).some(({ type }) => type === "worksheet")) {
    await readWorkbook(main, graph, files, report);
  }
  const slides =
    main === undefined ? new Map<string, number>() : await slideNumbers(main, graph, files, report);
  for (const part of graph.parts) {
    const within = wordsFor(part, graph, slides);
    if (part.type === "printersettings") await readPrinterSettings(part.name, within, files, report);
    if (!isXml(part.name)) continue;
    await files.read(part.name, () =>
      DATA.test(part.type) ? other(within, report) : new WordText(report, within),
    );
  }
}

/** Those of Windows are bytes, those of a Mac a property list in XML under the same name. */
async function readPrinterSettings(
  name: string,
  within: string,
  files: Package,
  report: Report,
): Promise<void> {
  if (!name.endsWith(".bin")) return;
  const bytes = await files.readBytes(name, MAX_BINARY_PART_BYTES);
  if (bytes === undefined) return;
  if (bytes[0] === LESS_THAN) {
    await files.readFrom(name, bytes, () => other(within, report));
    return;
  }
  reportPrinterSettings(bytes, within, report);
  if (!isPrinterSettings(bytes))
    files.doubt(new NotInspected("unknown-format", `${name}: it is no printer settings of Windows`));
}

function other(within: string, report: Report): XmlHandler {
  return new OtherText(report.lines, (path) => ({ unit: "tag", within, path }));
}

function isXml(name: string): boolean {
  return /\.(?:xml|vml|rels)$/.test(name);
}

/** Slides are counted as a presentation shows them. */
async function slideNumbers(
  main: Part,
  graph: Graph,
  files: Package,
  report: Report,
): Promise<Map<string, number>> {
  const numbers = new Map<string, number>();
  const targets = new Map(graph.of(main.name).map(({ id, target }) => [id, target]));
  if (!graph.of(main.name).some(({ type }) => type === "slide")) return numbers;
  const text = other("presentation", report);
  await files.read(main.name, () => ({
    close: (name) => text.close(name),
    text: (value) => text.text(value),
    aside: (value) => text.aside(value),
    open(name, attributes) {
      const target = name === "sldId" ? targets.get(prefixed(attributes, "id") ?? "") : undefined;
      if (target !== undefined && !numbers.has(target)) numbers.set(target, numbers.size + 1);
      text.open(name, attributes);
    },
  }));
  return numbers;
}

/** What a part is called in reports: `comments of sheet1`, `slide 3`, `header1`. */
function wordsFor(part: Part, graph: Graph, slides: ReadonlyMap<string, number>): string {
  const number = slides.get(part.name);
  if (number !== undefined) return `slide ${number}`;
  if (part.type === "officedocument") return "";
  const parent = slides.get(part.from);
  if (parent !== undefined) return `slide ${parent}, ${part.type}`;
  if (part.type === "notesslide") {
    const slide = graph.of(part.name).find(({ type }) => type === "slide")?.target ?? "";
    return `notes of slide ${slides.get(slide) ?? "?"}`;
  }
  const file = part.name.slice(part.name.lastIndexOf("/") + 1).replace(/\.[^.]*$/, "");
  return /sheet\d*\.xml$/.test(part.from)
    ? `${part.type} of ${part.from.slice(part.from.lastIndexOf("/") + 1).replace(/\.[^.]*$/, "")}`
    : file;
}
