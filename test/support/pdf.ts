import { latin1 } from "./bytes.ts";

export interface PdfPageContent {
  /** Text at x, y in points, Helvetica 9. */
  readonly texts: readonly (readonly [x: number, y: number, text: string])[];
  /** More keys of the page's dictionary, such as `/Annots [ … ]`. */
  readonly extra?: string;
  /** Replaces the content stream. */
  readonly stream?: string;
}

export interface PdfOptions {
  readonly info?: Readonly<Record<string, string>>;
  /** More keys of the catalogue. */
  readonly catalogue?: string;
  /** More keys of the trailer, such as `/Encrypt`. */
  readonly trailer?: string;
  /** More objects. Of a document of one page they have the numbers from 7 on (4 is the page's content, 5 the page). */
  readonly objects?: readonly string[];
}

/** A small PDF 1.4 with a classic cross-reference table. */
export function pdf(pages: readonly PdfPageContent[], options: PdfOptions = {}): Uint8Array {
  const objects: string[] = [`<< /Type /Catalog /Pages 2 0 R ${options.catalogue ?? ""} >>`, ""];
  const add = (object: string): number => objects.push(object);
  const font = add("<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>");
  const kids = pages.map((page) => {
    const stream = page.stream ?? contentOf(page);
    const content = add(`<< /Length ${stream.length} >>\nstream\n${stream}\nendstream`);
    return add(
      `<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents ${content} 0 R ` +
        `/Resources << /Font << /F1 ${font} 0 R >> >> ${page.extra ?? ""} >>`,
    );
  });
  objects[1] = `<< /Type /Pages /Kids [${kids.map((kid) => `${kid} 0 R`).join(" ")}] /Count ${kids.length} >>`;
  const properties = Object.entries(options.info ?? {}).map(([key, value]) => `/${key} ${literal(value)}`);
  const info = add(`<< ${properties.join(" ")} >>`);
  for (const object of options.objects ?? []) objects.push(object);
  let text = "%PDF-1.4\n";
  const offsets: number[] = [];
  for (const [index, object] of objects.entries()) {
    offsets.push(text.length);
    text += `${index + 1} 0 obj\n${object}\nendobj\n`;
  }
  const table = text.length;
  text += `xref\n0 ${objects.length + 1}\n0000000000 65535 f \n`;
  for (const offset of offsets) text += `${String(offset).padStart(10, "0")} 00000 n \n`;
  text += `trailer\n<< /Size ${objects.length + 1} /Root 1 0 R /Info ${info} 0 R ${options.trailer ?? ""} >>\n`;
  return latin1(`${text}startxref\n${table}\n%%EOF\n`);
}

function contentOf(page: PdfPageContent): string {
  const shows = page.texts.map(([x, y, text]) => `1 0 0 1 ${x} ${y} Tm ${literal(text)} Tj`);
  return shows.length === 0 ? "0 0 10 10 re f" : `BT /F1 9 Tf\n${shows.join("\n")}\nET`;
}

function literal(text: string): string {
  return `(${text.replace(/[\\()]/g, "\\$&")})`;
}

/** A stream object. */
export function stream(content: string, keys = ""): string {
  return `<< /Length ${content.length} ${keys} >>\nstream\n${content}\nendstream`;
}

/** Changes objects by an update behind the document, as programs do that save without rewriting. */
export function updated(bytes: Uint8Array, objects: Readonly<Record<number, string>>): Uint8Array {
  const before = Buffer.from(bytes).toString("latin1");
  const table = /startxref\n(\d+)\n%%EOF\n$/.exec(before)?.[1] ?? "0";
  let text = before;
  let rows = "";
  for (const [number, object] of Object.entries(objects)) {
    rows += `${number} 1\n${String(text.length).padStart(10, "0")} 00000 n \n`;
    text += `${number} 0 obj\n${object}\nendobj\n`;
  }
  const trailer = `trailer\n<< /Size 99 /Root 1 0 R /Info 6 0 R /Prev ${table} >>\n`;
  return latin1(`${text}xref\n${rows}${trailer}startxref\n${text.length}\n%%EOF\n`);
}
