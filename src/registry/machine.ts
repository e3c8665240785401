import { CannotRun } from "../model/errors.ts";
import { AT, machineCode } from "./machine-code.ts";

const PAGE_BYTES = 65_536;
/** Bytes of a text that is hashed: identifiers have 512 characters at most. */
const MAX_TEXT_BYTES = AT.bucket - AT.text - 8;

/** What Node's types leave out of WebAssembly. */
interface WasmMemory {
  readonly buffer: ArrayBuffer;
  grow(pages: number): number;
}
declare const WebAssembly: {
  readonly Memory: new (about: { initial: number; maximum: number }) => WasmMemory;
  readonly Module: new (bytes: Uint8Array<ArrayBuffer>) => object;
  readonly Instance: new (
    module: object,
    imports: { readonly env: { readonly memory: WasmMemory } },
  ) => { readonly exports: MachineCode };
};

interface MachineCode {
  readonly hash: (length: number) => void;
  readonly mark: (blockWord: number, bitWord: number, blocks: number, first: number) => number;
  readonly probe: (blockWord: number, bitWord: number, blocks: number, first: number) => number;
  readonly find: (at: number, rows: number, low: number, high: number) => number;
  readonly checksum: (at: number, rows: number, bucket: number) => number;
}

/** Hashes and searches in memory of its own, several times faster than JavaScript can with 64-bit numbers. */
export interface Machine extends MachineCode {
  /** All its memory; another one after `reserve`. */
  readonly bytes: () => Uint8Array;
  /** The same in words of 32 bits. */
  readonly allWords: () => Uint32Array;
  /** The hash: the words that tell the bucket, the two halves of a row's key, and one that is not used. */
  readonly words: () => Uint32Array;
  /** SipHash of a text as UTF-8. */
  readonly hashText: (text: string) => void;
  /** Makes room up to this address; false where there is no such memory. */
  readonly reserve: (bytes: number) => boolean;
}

let compiled: object | undefined;

function newMemory(): WasmMemory {
  try {
    return new WebAssembly.Memory({ initial: 1, maximum: 65_536 });
  } catch (error) {
    // Address space is reserved for the most that it may become.
    throw new CannotRun("there is not enough memory for a registry (ulimit -v)", { cause: error });
  }
}

/** `key`: 16 bytes. */
export function createMachine(key: Uint8Array): Machine {
  compiled ??= new WebAssembly.Module(machineCode());
  const memory = newMemory();
  const code = new WebAssembly.Instance(compiled, { env: { memory } }).exports;
  let bytes = Buffer.from(memory.buffer);
  let allWords = new Uint32Array(memory.buffer);
  let words = new Uint32Array(memory.buffer, AT.hash, 4);
  bytes.set(key.subarray(0, 16), AT.key);
  return {
    hash: code.hash,
    mark: code.mark,
    probe: code.probe,
    find: code.find,
    checksum: code.checksum,
    bytes: () => bytes,
    allWords: () => allWords,
    words: () => words,
    hashText(text) {
      const { length } = text;
      for (let at = 0; at < length && at < MAX_TEXT_BYTES; at++) {
        const unit = text.charCodeAt(at);
        if (unit > 0x7f) {
          code.hash(bytes.write(text, AT.text, MAX_TEXT_BYTES, "utf8"));
          return;
        }
        bytes[AT.text + at] = unit;
      }
      code.hash(Math.min(length, MAX_TEXT_BYTES));
    },
    reserve(wanted) {
      const pages = Math.ceil((wanted - bytes.length) / PAGE_BYTES);
      if (pages <= 0) return true;
      try {
        memory.grow(pages);
      } catch {
        return false;
      }
      bytes = Buffer.from(memory.buffer);
      allWords = new Uint32Array(memory.buffer);
      words = new Uint32Array(memory.buffer, AT.hash, 4);
      return true;
    },
  };
}
