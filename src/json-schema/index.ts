import type { ErrorObject } from "ajv";

/** What is wrong with a document, and where in it. */
export interface SchemaProblem {
  readonly where: string;
  readonly what: string;
}

/** Holds data to a JSON Schema (2020-12). The validator is loaded when it is first needed: that takes its time. */
export async function problemWith(data: unknown, schema: object): Promise<SchemaProblem | undefined> {
  const { Ajv2020 } = await import("ajv/dist/2020.js");
  const validate = new Ajv2020({ strict: true, allErrors: false, allowUnionTypes: true }).compile(schema);
  if (validate(data)) return undefined;
  const errors = validate.errors ?? [];
  // Of alternatives that all failed, the last error is the alternative itself: it names the place best.
  const error = errors.at(-1);
  return error === undefined
    ? { where: "", what: "is not what the schema describes" }
    : { where: placeOf(error.instancePath), what: wordsFor(error) };
}

function placeOf(pointer: string): string {
  const segments = pointer
    .split("/")
    .slice(1)
    .map((segment) => segment.replaceAll("~1", "/").replaceAll("~0", "~"));
  return segments.reduce((place, segment) => {
    if (/^\d+$/.test(segment)) return `${place}[${segment}]`;
    return place === "" ? segment : `${place}.${segment}`;
  }, "");
}

function wordsFor(error: ErrorObject): string {
  switch (error.keyword) {
    case "additionalProperties":
      return `has the unknown key "${String(error.params["additionalProperty"])}"`;
    case "required":
      return `lacks the key "${String(error.params["missingProperty"])}"`;
    case "const":
      return `must be ${JSON.stringify(error.params["allowedValue"])}`;
    case "enum":
      return `must be one of ${JSON.stringify(error.params["allowedValues"])}`;
    case "maxLength":
      return `is longer than ${String(error.params["limit"])} characters`;
    case "minLength":
      return "must not be empty";
    case "anyOf":
    case "oneOf":
      return "is none of the forms that are allowed here";
    default:
      return error.message ?? "is not allowed";
  }
}
