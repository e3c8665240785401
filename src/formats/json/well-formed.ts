import { DEFAULT_LIMITS } from "../../model/limits.ts";
import * as bytes from "./bytes.ts";

const EXPECT = { value: 0, valueOrClose: 1, key: 2, colon: 3, commaOrClose: 4, done: 5 } as const;
type Expect = (typeof EXPECT)[keyof typeof EXPECT];

const OBJECT = 1;
const LIST = 2;
/** What is open; one for all, because nothing is kept from one call to the next. */
const OPEN = new Uint8Array(DEFAULT_LIMITS.maxDepth);

/**
 * Whether the bytes are one object or array, as the reader takes it; undefined where only the reader can tell (comments,
 * other white space, deep nesting, other beginnings). Strings that only look like documents come by the million, and
 * this costs nothing but a look at each byte.
 */
export function isWellFormed(buffer: Buffer, from: number, end: number): boolean | undefined {
  let depth = 0;
  let expect: Expect = EXPECT.value;
  for (let at = from; at < end;) {
    const byte = buffer[at] ?? 0;
    if (byte === 0x20 || (byte >= 0x09 && byte <= 0x0d)) {
      at += 1;
      continue;
    }
    if (byte === 0x2f || byte === 0xc2 || byte === 0xef) return undefined;
    if (depth === 0 && expect === EXPECT.value && byte !== 0x7b && byte !== 0x5b) return undefined;
    if (expect === EXPECT.done) return false;
    if (byte === 0x7d || byte === 0x5d) {
      const kind = byte === 0x7d ? OBJECT : LIST;
      const mayClose = kind === OBJECT ? expect === EXPECT.key : expect <= EXPECT.valueOrClose;
      if (depth === 0 || OPEN[depth - 1] !== kind || (!mayClose && expect !== EXPECT.commaOrClose))
        return false;
      depth -= 1;
      expect = depth === 0 ? EXPECT.done : EXPECT.commaOrClose;
      at += 1;
    } else if (expect === EXPECT.commaOrClose) {
      if (byte !== 0x2c) return false;
      expect = OPEN[depth - 1] === OBJECT ? EXPECT.key : EXPECT.value;
      at += 1;
    } else if (expect === EXPECT.colon) {
      if (byte !== 0x3a) return false;
      expect = EXPECT.value;
      at += 1;
    } else if (byte === bytes.QUOTE || byte === bytes.APOSTROPHE) {
      const close = bytes.stringEnd(buffer, at + 1, end, bytes.stopsOf(byte, false));
      if (close < 0) return false;
      if (expect === EXPECT.key && close - at > DEFAULT_LIMITS.maxValueBytes) return undefined;
      at = close + 1;
      expect = expect === EXPECT.key ? EXPECT.colon : EXPECT.commaOrClose;
    } else if (expect === EXPECT.key) {
      const close = bytes.nameEnd(buffer, at, end);
      if (close === at) return false;
      if (close - at > DEFAULT_LIMITS.maxValueBytes) return undefined;
      at = close;
      expect = EXPECT.colon;
    } else if (byte === 0x7b || byte === 0x5b) {
      if (depth === OPEN.length) return undefined;
      OPEN[depth] = byte === 0x7b ? OBJECT : LIST;
      depth += 1;
      expect = byte === 0x7b ? EXPECT.key : EXPECT.valueOrClose;
      at += 1;
    } else {
      const close = bytes.scalarEnd(buffer, at, end);
      if (!bytes.isNumber(buffer, at, close) && !bytes.isLiteral(buffer, at, close)) return false;
      at = close;
      expect = EXPECT.commaOrClose;
    }
  }
  return expect === EXPECT.done;
}
