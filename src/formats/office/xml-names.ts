/** Attributes by name as written, prefix included. */
export type Attributes = Readonly<Record<string, string>>;

/** What is told of an XML file; names are local ones, because writers choose their own prefixes. */
export interface XmlHandler {
  open(name: string, attributes: Attributes): void;
  close(name: string): void;
  /** Text between two tags, references resolved; white space included. */
  text(text: string): void;
  /** A comment or a processing instruction. */
  aside(text: string): void;
  /**
   * A cell of a sheet whose XML is as short as it can be (`<c r="B2" s="1" t="s"><v>7</v></c>`), in one go: tags and
   * objects for each cost five times as much. `style`: -1 for none. Returns false for cells that are to be told by tags.
   */
  cell?(column: number, row: number, type: string, style: number, value: string): boolean;
  /** A string of a list of them (`<si><t>text</t></si>`), likewise. */
  string?(text: string): void;
  /** Called once at the end, also where the file could be read only in part. */
  end?(): void;
}

/** A name without its prefix. */
export function localName(name: string): string {
  const colon = name.indexOf(":");
  return colon < 0 ? name : name.slice(colon + 1);
}
