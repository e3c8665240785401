/** An element of EBML (RFC 8794). */
export interface Element {
  readonly id: number;
  readonly from: number;
  readonly content: number;
  /** `Infinity` when its size is left open. */
  readonly end: number;
}

export function isOpenEnded(element: Element): boolean {
  return element.end === Infinity;
}

/** The element at `at`; undefined when there can be none. It may end past the bytes. */
export function elementAt(bytes: Uint8Array, at: number): Element | undefined {
  const first = bytes[at] ?? 0;
  const idBytes = Math.clz32(first << 24) + 1;
  if (at >= bytes.length || idBytes > 4) return undefined;
  let id = 0;
  for (let index = 0; index < idBytes; index += 1) id = id * 256 + (bytes[at + index] ?? 0);
  const size = numberAt(bytes, at + idBytes);
  if (size === undefined) return undefined;
  return { id, from: at, content: size.end, end: size.isOpen ? Infinity : size.end + size.value };
}

interface Vint {
  readonly value: number;
  readonly end: number;
  /** All bits are set: a size that is not known. */
  readonly isOpen: boolean;
}

/** A number of variable length; undefined when it does not fit into the bytes. */
export function numberAt(bytes: Uint8Array, at: number): Vint | undefined {
  const marker = bytes[at] ?? 0;
  const length = Math.clz32(marker << 24) + 1;
  if (length > 8 || at + length > bytes.length) return undefined;
  let value = marker & (0xff >> length);
  let isOpen = value === 0xff >> length;
  for (let index = 1; index < length; index += 1) {
    const byte = bytes[at + index] ?? 0;
    isOpen &&= byte === 0xff;
    value = value * 256 + byte;
  }
  return { value, end: at + length, isOpen };
}
