import { number } from "../model/number.ts";
import type { Progress } from "../engine/check.ts";

const REDRAW_MILLIS = 100;
const BAR_CELLS = 20;

/** A progress line on a terminal: entries, bytes, strays so far. Silent anywhere else. */
export function progressLine(stream: NodeJS.WriteStream): {
  readonly update: (progress: Progress) => void;
  readonly clear: () => void;
} {
  let drawnAt = 0;
  let isDrawn = false;
  return {
    update(progress) {
      const now = Date.now();
      if (now - drawnAt < REDRAW_MILLIS) return;
      drawnAt = now;
      isDrawn = true;
      const share = progress.totalBytes === 0 ? 1 : Math.min(1, progress.bytes / progress.totalBytes);
      const filled = Math.round(share * BAR_CELLS);
      const bar = "#".repeat(filled) + ".".repeat(BAR_CELLS - filled);
      const doing = progress.phase === "searching" ? "searching again, " : "";
      const files = `${doing}${number(progress.entries)}/${number(progress.totalEntries)} files`;
      const strays = progress.strays === 0 ? "" : `, ${number(progress.strays)} strays so far`;
      const text = `[${bar}] ${files}, ${megabytes(progress.bytes)} of ${megabytes(progress.totalBytes)}${strays}`;
      stream.write(`\r\u001b[K${text.slice(0, Math.max(20, (stream.columns || 80) - 1))}`);
    },
    clear() {
      if (isDrawn) stream.write("\r\u001b[K");
      isDrawn = false;
    },
  };
}

function megabytes(bytes: number): string {
  return `${(bytes / 1e6).toFixed(bytes < 1e7 ? 1 : 0)} MB`;
}
