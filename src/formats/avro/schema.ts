import { NotInspected } from "../../model/errors.ts";
import { damaged } from "./decoder.ts";

/** A type of an Avro schema (https://avro.apache.org/docs/1.12.0/specification/), names looked up. */
export type AvroType =
  | {
      readonly is: "null" | "boolean" | "int" | "long" | "float" | "double" | "bytes" | "string";
      readonly logical: string;
    }
  | { readonly is: "fixed"; readonly size: number; readonly logical: string }
  | { readonly is: "enum"; readonly symbols: readonly string[] }
  | { readonly is: "array" | "map"; items: AvroType }
  | { readonly is: "union"; readonly branches: AvroType[] }
  | { readonly is: "record"; readonly fields: { readonly name: string; readonly type: AvroType }[] };

const PRIMITIVES = ["null", "boolean", "int", "long", "float", "double", "bytes", "string"] as const;
type Primitive = (typeof PRIMITIVES)[number];

/** Reads a schema. Throws `NotInspected` for one that is none, or nests deeper than `maxDepth`. */
export function parseSchema(json: string, maxDepth: number): AvroType {
  let schema: unknown;
  try {
    schema = JSON.parse(json);
  } catch {
    throw damaged("its schema is no JSON");
  }
  return new Names(maxDepth).type(schema, "", 0);
}

class Names {
  readonly #maxDepth: number;
  readonly #known = new Map<string, AvroType>();

  constructor(maxDepth: number) {
    this.#maxDepth = maxDepth;
  }

  type(schema: unknown, namespace: string, depth: number): AvroType {
    if (depth > this.#maxDepth)
      throw new NotInspected("over-limit", `a schema nested deeper than ${this.#maxDepth}`);
    if (typeof schema === "string") return this.#named(schema, namespace, "");
    if (Array.isArray(schema))
      return { is: "union", branches: schema.map((branch) => this.type(branch, namespace, depth + 1)) };
    if (!isObject(schema)) throw damaged("its schema holds what is no type");
    const { type } = schema;
    // `{"type": {"type": "array", …}}` is written by some programs.
    if (typeof type !== "string") return this.type(type, namespace, depth + 1);
    return this.#complex(type, schema, namespace, depth);
  }

  #complex(
    type: string,
    schema: Readonly<Record<string, unknown>>,
    namespace: string,
    depth: number,
  ): AvroType {
    const logical = typeof schema["logicalType"] === "string" ? schema["logicalType"] : "";
    switch (type) {
      case "array":
        return { is: "array", items: this.type(schema["items"], namespace, depth + 1) };
      case "map":
        return { is: "map", items: this.type(schema["values"], namespace, depth + 1) };
      case "enum":
        return this.#name(schema, namespace, { is: "enum", symbols: strings(schema["symbols"]) });
      case "fixed": {
        const { size } = schema;
        if (typeof size !== "number" || !Number.isSafeInteger(size) || size < 0)
          throw damaged("a fixed type without a size");
        return this.#name(schema, namespace, { is: "fixed", size, logical });
      }
      case "record":
      case "error": {
        const fields: { name: string; type: AvroType }[] = [];
        const record: AvroType = { is: "record", fields };
        const inner = namespaceOf(schema, namespace);
        this.#name(schema, namespace, record);
        if (!Array.isArray(schema["fields"])) throw damaged("a record without fields");
        for (const field of schema["fields"]) {
          if (!isObject(field) || typeof field["name"] !== "string") throw damaged("a field without a name");
          fields.push({ name: field["name"], type: this.type(field["type"], inner, depth + 1) });
        }
        return record;
      }
      default:
        return this.#named(type, namespace, logical);
    }
  }

  #name(schema: Readonly<Record<string, unknown>>, namespace: string, type: AvroType): AvroType {
    if (typeof schema["name"] !== "string") throw damaged("a type without a name");
    this.#known.set(fullName(schema["name"], namespaceOf(schema, namespace)), type);
    return type;
  }

  #named(name: string, namespace: string, logical: string): AvroType {
    if (isPrimitive(name)) return { is: name, logical };
    const type = this.#known.get(fullName(name, namespace)) ?? this.#known.get(name);
    if (type === undefined) throw damaged("its schema names a type that it does not hold");
    return type;
  }
}

function namespaceOf(schema: Readonly<Record<string, unknown>>, outer: string): string {
  const { name, namespace } = schema;
  if (typeof name === "string" && name.includes(".")) return name.slice(0, name.lastIndexOf("."));
  return typeof namespace === "string" ? namespace : outer;
}

function fullName(name: string, namespace: string): string {
  return name.includes(".") || namespace === "" ? name : `${namespace}.${name}`;
}

function isPrimitive(name: string): name is Primitive {
  return PRIMITIVES.some((primitive) => primitive === name);
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null;
}

function strings(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.map(String) : [];
}
