import { joined, latin1 } from "./bytes.ts";

/** A value of Thrift's compact protocol. */
type Thrift =
  | { readonly i32: number }
  | { readonly i64: number }
  | { readonly binary: string }
  | { readonly list: readonly Thrift[] }
  | { readonly struct: Readonly<Record<number, Thrift>> };

function varint(value: number): Uint8Array {
  const bytes: number[] = [];
  let rest = value;
  for (; rest > 0x7f; rest = Math.floor(rest / 128)) bytes.push((rest % 128) | 0x80);
  return Uint8Array.from([...bytes, rest]);
}

function typeOf(value: Thrift): number {
  return "i32" in value ? 5 : "i64" in value ? 6 : "binary" in value ? 8 : "list" in value ? 9 : 12;
}

function encoded(value: Thrift): Uint8Array {
  if ("i32" in value) return varint(value.i32 * 2);
  if ("i64" in value) return varint(value.i64 * 2);
  if ("binary" in value) return joined(varint(Buffer.byteLength(value.binary)), Buffer.from(value.binary));
  if ("list" in value) {
    const size = Math.min(value.list.length, 15);
    const type = typeOf(value.list[0] ?? { i32: 0 });
    const length = size === 15 ? varint(value.list.length) : "";
    return joined(Uint8Array.of((size << 4) | type), length, ...value.list.map(encoded));
  }
  let last = 0;
  const fields = Object.entries(value.struct).flatMap(([id, field]) => {
    const delta = Number(id) - last;
    last = Number(id);
    return [Uint8Array.of((delta << 4) | typeOf(field)), encoded(field)];
  });
  return joined(...fields, Uint8Array.of(0));
}

export interface ParquetColumn {
  readonly name: string;
  /** 2 INT64, 6 BYTE_ARRAY. */
  readonly type: 2 | 6;
  /** 0 UTF8, 9 TIMESTAMP_MILLIS, 10 TIMESTAMP_MICROS; undefined for none. */
  readonly converted?: number;
  readonly values: readonly (string | bigint)[];
}

export interface ParquetOptions {
  /** 0 as it is, 1 Snappy, 2 gzip, 3 LZO. */
  readonly codec?: number;
  readonly pack?: (page: Uint8Array) => Uint8Array;
  readonly metadata?: Readonly<Record<string, string>>;
  /** How many rows the footer claims. */
  readonly rows?: number;
}

/** A table of one group of rows with required columns, each in one plain page. */
export function parquetOf(columns: readonly ParquetColumn[], options: ParquetOptions = {}): Uint8Array {
  const { codec = 0, pack = (page) => page, metadata = {} } = options;
  const count = options.rows ?? columns[0]?.values.length ?? 0;
  const parts: Uint8Array[] = [latin1("PAR1")];
  let offset = 4;
  const chunks: Thrift[] = columns.map((column) => {
    const plain = joined(...column.values.map(plainValue));
    const packed = pack(plain);
    const header = encoded({
      struct: {
        1: { i32: 0 },
        2: { i32: plain.length },
        3: { i32: packed.length },
        5: { struct: { 1: { i32: column.values.length }, 2: { i32: 0 }, 3: { i32: 3 }, 4: { i32: 3 } } },
      },
    });
    const start = offset;
    parts.push(header, packed);
    offset += header.length + packed.length;
    const about: Thrift = {
      struct: {
        1: { i32: column.type },
        2: { list: [{ i32: 0 }] },
        3: { list: [{ binary: column.name }] },
        4: { i32: codec },
        5: { i64: column.values.length },
        6: { i64: header.length + plain.length },
        7: { i64: header.length + packed.length },
        9: { i64: start },
      },
    };
    return { struct: { 2: { i64: start }, 3: about } };
  });
  const elements: Thrift[] = columns.map(({ name, type, converted }) => ({
    struct: {
      1: { i32: type },
      3: { i32: 0 },
      4: { binary: name },
      ...(converted === undefined ? {} : { 6: { i32: converted } }),
    },
  }));
  const pairs: Thrift[] = Object.entries(metadata).map(([key, value]) => ({
    struct: { 1: { binary: key }, 2: { binary: value } },
  }));
  const footer = encoded({
    struct: {
      1: { i32: 1 },
      2: { list: [{ struct: { 4: { binary: "schema" }, 5: { i32: columns.length } } }, ...elements] },
      3: { i64: count },
      4: { list: [{ struct: { 1: { list: chunks }, 2: { i64: offset }, 3: { i64: count } } }] },
      ...(pairs.length === 0 ? {} : { 5: { list: pairs } }),
    },
  });
  const length = Buffer.alloc(4);
  length.writeUInt32LE(footer.length);
  return joined(...parts, footer, length, "PAR1");
}

function plainValue(value: string | bigint): Uint8Array {
  const bytes = Buffer.from(typeof value === "string" ? value : "");
  const number = Buffer.alloc(typeof value === "string" ? 4 : 8);
  if (typeof value === "string") number.writeUInt32LE(bytes.length);
  else number.writeBigInt64LE(value);
  return joined(number, bytes);
}
