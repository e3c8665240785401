import { createRequire } from "node:module";
import { dirname, sep } from "node:path";
import { NotInspected, messageOf } from "../../model/errors.ts";

// Only what is used of pdf.js: its own types need those of a browser.

export interface PdfTextItem {
  readonly str?: string;
  readonly width?: number;
  readonly height?: number;
  /** Matrix from text to page: a, b, c, d, x, y. */
  readonly transform?: readonly number[];
}

export interface PdfPage {
  getTextContent(options: object): Promise<{ readonly items: readonly PdfTextItem[] }>;
  cleanup(): boolean;
}

export interface PdfDocument {
  readonly numPages: number;
  getPage(number: number): Promise<PdfPage>;
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
  withoutResponse();
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
 * pdf.js looks whether `Response` needs mending, and Node would load its whole HTTP client (25 ms) to answer that, or to
 * say what stood there before. So it is deleted unseen, and an empty class answers: nothing is fetched in this thread.
 */
function withoutResponse(): void {
  if (Reflect.deleteProperty(globalThis, "Response")) Object.assign(globalThis, { Response: class {} });
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

/**
 * Opens a document. `strict`: errors in a page make reading it fail instead of leaving something out. pdf.js takes the
 * buffer of `bytes` away from its owner: it must be a copy.
 */
async function openPdf(bytes: Uint8Array, strict: boolean): Promise<PdfTask> {
  const pdfjs = await loadPdfJs();
  return pdfjs.getDocument({
    data: bytes,
    cMapUrl: `${dirname(require.resolve("pdfjs-dist/package.json"))}${sep}cmaps${sep}`,
    cMapPacked: true,
    stopAtErrors: strict,
    isEvalSupported: false,
    enableXfa: false,
    useSystemFonts: false,
    disableFontFace: true,
    useWorkerFetch: false,
    useWasm: false,
    verbosity: WARNINGS,
  });
}

/** Verbosity of pdf.js at which it says what it leaves out. */
const WARNINGS = 1;

/** What pdf.js only warns of, however strict it is told to be: text in fonts, or streams, that it could not read. */
const LOSSES =
  /loadFont|ensureStateFont|Font ".{0,200}" is not available|Invalid (?:cMap data|stream)|ignoring (?:ToUnicode|sub-stream|XObject|ExtGState|errors|circular)|Ignoring circular/;

/**
 * Opens a document for as long as `use` takes. `losses`: how often pdf.js has left something out so far. Throws
 * `NotInspected` when it cannot be opened.
 */
export async function withDocument<T>(
  bytes: Uint8Array,
  strict: boolean,
  use: (document: PdfDocument, losses: () => number) => Promise<T>,
): Promise<T> {
  const warn = console.warn;
  let losses = 0;
  // There is no other way to hear of it; one document is read at a time.
  console.warn = (message: unknown) => {
    if (typeof message === "string" && LOSSES.test(message)) losses += 1;
  };
  try {
    return await opened(bytes, strict, (document) => use(document, () => losses));
  } finally {
    console.warn = warn;
  }
}

async function opened<T>(
  bytes: Uint8Array,
  strict: boolean,
  use: (document: PdfDocument) => Promise<T>,
): Promise<T> {
  const task = await openPdf(bytes, strict);
  try {
    let document: PdfDocument;
    try {
      document = await task.promise;
    } catch (error) {
      throw openingError(error);
    }
    return await use(document);
  } finally {
    await task.destroy().catch(() => undefined);
  }
}

function openingError(error: unknown): NotInspected {
  if (error instanceof Error && error.name === "PasswordException") {
    return new NotInspected("encrypted", "it asks for a password");
  }
  return new NotInspected("damaged", `it cannot be opened as a PDF: ${messageOf(error)}`);
}
