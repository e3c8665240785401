import { createRequire } from "node:module";
import { dirname, sep } from "node:path";

// Only what is used of pdf.js: its own types need those of a browser.

export interface PdfTextItem {
  readonly str?: string;
  readonly width?: number;
  readonly height?: number;
  /** Matrix from text to page: a, b, c, d, x, y. */
  readonly transform?: readonly number[];
}

export interface PdfAnnotation {
  readonly subtype?: string;
  readonly fieldName?: string;
  readonly fieldValue?: unknown;
  readonly contentsObj?: { readonly str?: string };
  readonly titleObj?: { readonly str?: string };
  readonly url?: string;
  readonly unsafeUrl?: string;
}

export interface PdfPage {
  getTextContent(options: object): Promise<{ readonly items: readonly PdfTextItem[] }>;
  getAnnotations(): Promise<readonly PdfAnnotation[]>;
  cleanup(): boolean;
}

export interface PdfDocument {
  readonly numPages: number;
  getPage(number: number): Promise<PdfPage>;
  getMetadata(): Promise<{ readonly info: object; readonly metadata: { getRaw(): unknown } | null }>;
  getAttachments(): Promise<unknown>;
}

export interface PdfTask {
  readonly promise: Promise<PdfDocument>;
  destroy(): Promise<void>;
}

interface PdfJs {
  getDocument(parameters: object): PdfTask;
}

const require = createRequire(import.meta.url);
const DISPLAY = "pdfjs-dist/legacy/build/pdf.min.mjs";
const WORKER = "pdfjs-dist/legacy/build/pdf.worker.min.mjs";

let loading: Promise<PdfJs> | undefined;

/** Loads pdf.js once, into this thread: the thread is one that can be killed, so pdf.js needs no worker of its own. */
function loadPdfJs(): Promise<PdfJs> {
  loading ??= load();
  return loading;
}

async function load(): Promise<PdfJs> {
  withoutCanvas();
  const warn = console.warn;
  // While it loads, pdf.js warns that it cannot draw; nothing is drawn here, and reports own both outputs.
  console.warn = () => undefined;
  try {
    const display = (await import(DISPLAY)) as PdfJs;
    // With its worker's code at hand, pdf.js runs it in this thread instead of looking for a file to load.
    Object.assign(globalThis, { pdfjsWorker: (await import(WORKER)) as object });
    return display;
  } finally {
    console.warn = warn;
  }
}

/**
 * pdf.js loads the native drawing library `@napi-rs/canvas` wherever it is installed. Text needs no drawing, and native
 * code has no place next to hostile input: an empty module stands in its place.
 */
function withoutCanvas(): void {
  class Absent {}
  const names = globalThis as { DOMMatrix?: unknown; Path2D?: unknown };
  names.DOMMatrix ??= Absent;
  names.Path2D ??= Absent;
  try {
    const inPdfJs = createRequire(require.resolve(DISPLAY));
    const path = inPdfJs.resolve("@napi-rs/canvas");
    const empty = { id: path, filename: path, loaded: true, exports: {}, children: [], paths: [] };
    Object.assign(require.cache, { [path]: empty });
  } catch {
    // Not installed: nothing to keep out.
  }
}

/** Opens a document. `strict`: errors in a page make reading it fail instead of leaving something out. */
export async function openPdf(bytes: Uint8Array, strict: boolean): Promise<PdfTask> {
  const pdfjs = await loadPdfJs();
  return pdfjs.getDocument({
    // A copy: pdf.js takes the buffer away from its owner. (`slice` of a Buffer would be none.)
    data: new Uint8Array(bytes),
    cMapUrl: `${dirname(require.resolve("pdfjs-dist/package.json"))}${sep}cmaps${sep}`,
    cMapPacked: true,
    stopAtErrors: strict,
    isEvalSupported: false,
    enableXfa: false,
    useSystemFonts: false,
    disableFontFace: true,
    useWorkerFetch: false,
    useWasm: false,
    verbosity: 0,
  });
}
