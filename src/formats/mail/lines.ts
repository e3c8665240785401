const LF = 0x0a;
const CR = 0x0d;

/** Bytes of a line that are handed over in one go; longer lines come in parts. */
export const MAX_LINE_PART_BYTES = 64 * 1024;

/** Bytes that the cut between two parts of a long line leaves together: the longest mark that is searched for within a line. */
const MARK_BYTES = 4;

/** A line or, where `isStart` and `isEnd` do not both hold, a part of a long one. Without its line break. */
export interface LinePart {
  readonly bytes: Buffer;
  readonly from: number;
  readonly to: number;
  readonly isStart: boolean;
  readonly isEnd: boolean;
  /** Offset in the entry of the first byte. */
  readonly offset: number;
  /** Offset in the entry of what follows, after the line break. */
  readonly next: number;
}

/**
 * Takes each part of a line. The object is the same each time, and the bytes are valid only during the call. Returns
 * false to stop the reading before this part.
 */
export type TakeLine = (line: LinePart) => boolean;

/** Cuts bytes that come in pieces into lines, ended by LF or CRLF, or by CR where `isOldMac`. */
export class LineCutter {
  readonly #take: TakeLine;
  readonly #break: number;
  readonly #line = {
    bytes: Buffer.alloc(0) as Buffer,
    from: 0,
    to: 0,
    isStart: true,
    isEnd: true,
    offset: 0,
    next: 0,
  };
  #offset: number;
  #isWithin = false;
  isStopped = false;

  /** `offset`: of the first byte, in the entry. */
  constructor(take: TakeLine, isOldMac: boolean, offset = 0) {
    this.#take = take;
    this.#break = isOldMac ? CR : LF;
    this.#offset = offset;
  }

  /** Offset in the entry of the first byte that was not handed over. */
  get offset(): number {
    return this.#offset;
  }

  /** Hands over what is complete and returns how many bytes that was; the rest must come again, with more. */
  push(buffer: Buffer, isLast: boolean): number {
    const line = this.#line;
    line.bytes = buffer;
    let at = 0;
    while (at < buffer.length && !this.isStopped) {
      const found = buffer.indexOf(this.#break, at);
      const end = found < 0 ? buffer.length : found;
      let to = end;
      let next = found < 0 ? end : found + 1;
      let isEnd = found >= 0 || isLast;
      if (end - at > MAX_LINE_PART_BYTES) {
        to = at + MAX_LINE_PART_BYTES - MARK_BYTES;
        next = to;
        isEnd = false;
      } else if (found < 0 && !isLast) {
        break;
      } else if (isEnd && to > at && buffer[to - 1] === CR) {
        to -= 1;
      }
      line.from = at;
      line.to = to;
      line.isStart = !this.#isWithin;
      line.isEnd = isEnd;
      line.offset = this.#offset;
      line.next = this.#offset + next - at;
      if (!this.#take(line)) {
        this.isStopped = true;
        return at;
      }
      this.#offset = line.next;
      this.#isWithin = !isEnd;
      at = next;
    }
    return at;
  }
}
