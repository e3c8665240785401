/** References to characters near a text: none, to those that markup must not hold, to letters and digits too. */
export const REFERENCES = { none: 0, toMarks: 1, toAny: 2 } as const;
export type References = (typeof REFERENCES)[keyof typeof REFERENCES];

/** An attribute; `key` is its name without a prefix. */
export interface XmlAttribute {
  readonly key: string;
  /** The name as it is written, for the place. */
  readonly written: string;
  readonly value: string;
}

/** An element with what stands in it so far. */
export interface XmlElement {
  readonly is: "element";
  /** Its name without a prefix. */
  readonly key: string;
  readonly written: string;
  readonly line: number;
  readonly attributes: readonly XmlAttribute[];
  /** Elements, notes and pieces of text, in their order. Empty again once they were reported. */
  content: XmlContent[];
  /** Elements and text within that were reported already, because they were too many to wait. */
  wasReported: boolean;
  /** It may be written with references to characters: then its text does not stand in the bytes as it is. */
  references: References;
  events: number;
  characters: number;
}

/** A comment or an instruction. */
export interface XmlNote {
  readonly is: "note";
  readonly line: number;
  readonly text: string;
}

export type XmlContent = XmlElement | XmlNote | string;

const NO_ATTRIBUTES: readonly XmlAttribute[] = [];

export function xmlElement(
  key: string,
  written: string,
  line: number,
  attributes: readonly XmlAttribute[] = NO_ATTRIBUTES,
): XmlElement {
  return {
    is: "element",
    key,
    written,
    line,
    attributes,
    content: [],
    wasReported: false,
    references: REFERENCES.none,
    events: 1 + attributes.length,
    characters: 0,
  };
}

export function isElement(content: XmlContent): content is XmlElement {
  return typeof content !== "string" && content.is === "element";
}

/** Whether elements stand in it, now or before. */
export function hasElements(element: XmlElement): boolean {
  return element.wasReported || element.content.some(isElement);
}

/** Whether text stands beside elements in it. */
export function isMixed(element: XmlElement): boolean {
  return element.content.some((part) => typeof part === "string" && part !== " " && /\S/.test(part));
}

/** The text that stands in it directly. */
export function ownText(element: XmlElement): string {
  const { content } = element;
  const only = content.length === 1 ? content[0] : undefined;
  if (typeof only === "string") return only;
  return content.filter((part) => typeof part === "string").join("");
}

/** All text in it, that of elements within at its place. `depth`: levels that are looked into. */
export function fullText(element: XmlElement, depth: number): string {
  let text = "";
  for (const part of element.content) {
    if (typeof part === "string") text += part;
    else if (part.is === "element" && depth > 0) text += fullText(part, depth - 1);
  }
  return text;
}

const KEY_ELEMENT = /^(?:key|name|field|label|title|property|attribute)$/i;
const VALUE_ELEMENT = /^(?:value|val|content|data|text)$/i;

/** `<entry><key>customerId</key><value>…</value></entry>`: an element with nothing but a name and a value in it. */
function keyAndValueOf(element: XmlElement): { readonly key: string; readonly value: string } | undefined {
  if (element.wasReported) return undefined;
  let key: XmlElement | undefined;
  let value: XmlElement | undefined;
  for (const part of element.content) {
    if (part === " ") continue;
    if (!isElement(part) || part.attributes.length > 0 || hasElements(part)) return undefined;
    if (key === undefined && KEY_ELEMENT.test(part.key)) key = part;
    else if (value === undefined && VALUE_ELEMENT.test(part.key)) value = part;
    else return undefined;
  }
  if (key === undefined || value === undefined) return undefined;
  const name = ownText(key).trim();
  return name === "" || name.length > MAX_FIELD_NAME
    ? undefined
    : { key: name, value: ownText(value).trim() };
}

/** Elements that are fields, with the name of the field in an attribute. */
const FIELD_ELEMENT =
  /^(?:propert(?:y|ies)|entry|fields?|columns?|col|data|simpledata|metadataentry|meta|parameters?|param|arg|variable|var|attribute|attr|item|option|setting|preference|pref|tag|string|str|int|integer|long|float|double|bool|boolean|date|value|info|detail)$/i;
const MAX_FIELD_NAME = 80;

/** `<field name="customerId">…</field>`, `<entry key="customerId" value="…"/>`: a field of what encloses it. */
export function fieldOf(element: XmlElement): { readonly key: string; readonly value: string } | undefined {
  const { attributes } = element;
  if (attributes.length === 0) return keyAndValueOf(element);
  if (attributes.length > 4 || !FIELD_ELEMENT.test(element.key)) return undefined;
  let key: string | undefined;
  let value: string | undefined;
  for (const attribute of attributes) {
    const name = attribute.key.toLowerCase();
    if (name === "name" || name === "key") key ??= attribute.value;
    else if (name === "value") value = attribute.value;
    else if (name !== "type" && name !== "class" && name !== "unit") return undefined;
  }
  if (key === undefined || key.trim() === "" || key.length > MAX_FIELD_NAME) return undefined;
  if (!hasElements(element)) {
    const text = ownText(element).trim();
    return value !== undefined && text !== "" ? undefined : { key, value: value ?? text };
  }
  // KML: `<Data name="…"><value>…</value></Data>`.
  const inner = element.content.filter(isElement);
  const only = inner[0];
  if (element.wasReported || value !== undefined || inner.length !== 1 || only?.key !== "value")
    return undefined;
  return hasElements(only) ? undefined : { key, value: ownText(only).trim() };
}
