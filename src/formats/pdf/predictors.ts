/** How rows were prepared for packing (`DecodeParms`). */
export interface Rows {
  readonly predictor: number;
  readonly colors: number;
  readonly bits: number;
  readonly columns: number;
}

export function isPng(rows: Rows): boolean {
  return rows.predictor >= 10;
}

/** Undoes the differences of PNG's filters, which writers use for tables of numbers, and TIFF's for eight bits. */
export function unpredict(bytes: Uint8Array, rows: Rows): Uint8Array {
  if (rows.predictor < 2) return bytes;
  const pixel = Math.max(1, (rows.colors * rows.bits + 7) >> 3);
  const width = Math.floor((rows.colors * rows.bits * rows.columns + 7) / 8);
  if (!(width > 0) || !Number.isSafeInteger(width) || !Number.isSafeInteger(pixel)) return bytes;
  return isPng(rows) ? fromPng(bytes, width, pixel) : fromTiff(bytes, width, pixel);
}

function fromPng(bytes: Uint8Array, width: number, pixel: number): Uint8Array {
  const count = Math.ceil(bytes.length / (width + 1));
  const out = new Uint8Array(Math.max(0, bytes.length - count));
  for (let row = 0; row < count; row += 1) {
    const filter = bytes[row * (width + 1)] ?? 0;
    const from = row * (width + 1) + 1;
    const to = row * width;
    const length = Math.min(width, bytes.length - from);
    for (let column = 0; column < length; column += 1) {
      const left = column >= pixel ? (out[to + column - pixel] ?? 0) : 0;
      const up = row > 0 ? (out[to + column - width] ?? 0) : 0;
      const corner = row > 0 && column >= pixel ? (out[to + column - width - pixel] ?? 0) : 0;
      out[to + column] = (bytes[from + column] ?? 0) + predicted(filter, left, up, corner);
    }
  }
  return out;
}

function predicted(filter: number, left: number, up: number, corner: number): number {
  switch (filter) {
    case 1:
      return left;
    case 2:
      return up;
    case 3:
      return (left + up) >> 1;
    case 4: {
      const guess = left + up - corner;
      const [toLeft, toUp, toCorner] = [left, up, corner].map((one) => Math.abs(guess - one));
      if ((toLeft ?? 0) <= (toUp ?? 0) && (toLeft ?? 0) <= (toCorner ?? 0)) return left;
      return (toUp ?? 0) <= (toCorner ?? 0) ? up : corner;
    }
    default:
      return 0;
  }
}

function fromTiff(bytes: Uint8Array, width: number, pixel: number): Uint8Array {
  const out = Uint8Array.from(bytes);
  for (let at = 0; at < out.length; at += 1) {
    if (at % width >= pixel) out[at] = (out[at] ?? 0) + (out[at - pixel] ?? 0);
  }
  return out;
}
