/** WebAssembly instructions, as the bytes that they are encoded in (WebAssembly Core Specification 1.0, 5.4). */
export type Code = readonly number[];

/** A function of a module; parameters and locals are numbered on, parameters first. Parameters and result are `i32`. */
export interface WasmFunction {
  readonly name: string;
  readonly parameters: number;
  readonly hasResult: boolean;
  /** Locals after the parameters. */
  readonly longs: number;
  readonly ints: number;
  readonly body: Code;
}

const I32 = 0x7f;
const I64 = 0x7e;
const NO_VALUE = 0x40;
/** `\0asm`, version 1. */
const MAGIC: Code = [0x00, 0x61, 0x73, 0x6d, 1, 0, 0, 0];

/** Signed LEB128. */
function signed(value: bigint): number[] {
  const bytes: number[] = [];
  for (let rest = value; ;) {
    const low = Number(rest & 0x7fn);
    rest >>= 7n;
    const isLast = (rest === 0n && (low & 0x40) === 0) || (rest === -1n && (low & 0x40) !== 0);
    bytes.push(isLast ? low : low | 0x80);
    if (isLast) return bytes;
  }
}

/** Unsigned LEB128. */
function unsigned(value: number): number[] {
  const bytes: number[] = [];
  for (let rest = value; ; rest = Math.floor(rest / 128)) {
    if (rest < 128) return [...bytes, rest];
    bytes.push((rest % 128) | 0x80);
  }
}

const operation =
  (...code: readonly number[]) =>
  (...operands: readonly Code[]): Code => [...operands.flat(), ...code];
const reading =
  (code: number) =>
  (address: Code, offset = 0): Code => [...address, code, 0, ...unsigned(offset)];
const writing =
  (code: number) =>
  (address: Code, value: Code, offset = 0): Code => [...address, ...value, code, 0, ...unsigned(offset)];

export const get = (local: number): Code => [0x20, local];
export const set = (local: number, value: Code): Code => [...value, 0x21, local];
export const give = (value: Code): Code => [...value, 0x0f];

/** Runs `body` again and again until `isDone` holds; it is asked first. */
export function until(isDone: Code, body: Code): Code {
  return [0x02, NO_VALUE, 0x03, NO_VALUE, ...isDone, 0x0d, 1, ...body, 0x0c, 0, 0x0b, 0x0b];
}

export function when(condition: Code, body: Code, otherwise: Code = []): Code {
  return [
    ...condition,
    0x04,
    NO_VALUE,
    ...body,
    ...(otherwise.length === 0 ? [] : [0x05, ...otherwise]),
    0x0b,
  ];
}

/** Operations on 32 bits. */
export const int = {
  of: (value: number): Code => [0x41, ...signed(BigInt(value | 0))],
  load: reading(0x28),
  store: writing(0x36),
  isZero: operation(0x45),
  isBelow: operation(0x49),
  isAtLeast: operation(0x4f),
  add: operation(0x6a),
  multiply: operation(0x6c),
  and: operation(0x71),
  or: operation(0x72),
  left: operation(0x74),
  right: operation(0x76),
  ofLong: operation(0xa7),
} as const;

/** Operations on 64 bits. */
export const long = {
  of: (value: bigint): Code => [0x42, ...signed(BigInt.asIntN(64, value))],
  load: reading(0x29),
  store: writing(0x37),
  isEqual: operation(0x51),
  isBelow: operation(0x54),
  add: operation(0x7c),
  subtract: operation(0x7d),
  multiply: operation(0x7e),
  and: operation(0x83),
  or: operation(0x84),
  xor: operation(0x85),
  left: operation(0x86),
  right: operation(0x88),
  turnLeft: operation(0x89),
  ofInt: operation(0xad),
} as const;

/** A module of these functions, which imports the memory `env.memory`. */
export function moduleOf(functions: readonly WasmFunction[]): Uint8Array<ArrayBuffer> {
  const types = functions.map(({ parameters, hasResult }) => [
    0x60,
    ...list(Array.from({ length: parameters }, () => [I32])),
    ...list(hasResult ? [[I32]] : []),
  ]);
  const memory = [...text("env"), ...text("memory"), 0x02, 0x00, 1];
  const exported = functions.map(({ name }, index) => [...text(name), 0x00, index]);
  const codes = functions.map(({ longs, ints, body }) => {
    const locals = list([
      [...unsigned(longs), I64],
      [...unsigned(ints), I32],
    ]);
    return sized([...locals, ...body, 0x0b]);
  });
  return Uint8Array.from([
    ...MAGIC,
    ...section(1, list(types)),
    ...section(2, list([memory])),
    ...section(3, list(functions.map((_, index) => [index]))),
    ...section(7, list(exported)),
    ...section(10, list(codes)),
  ]);
}

function section(id: number, content: Code): Code {
  return [id, ...sized(content)];
}

function sized(content: Code): Code {
  return [...unsigned(content.length), ...content];
}

function list(items: readonly Code[]): Code {
  return [...unsigned(items.length), ...items.flat()];
}

function text(word: string): Code {
  return sized([...Buffer.from(word)]);
}
