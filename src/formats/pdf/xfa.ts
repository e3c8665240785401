import { SaxesParser } from "saxes";
import { splitLines } from "./report.ts";

/** Lines `name: value` of a form in XML (XFA): texts and attributes; the lines as they stand where it is no XML. */
export function xfaLines(xml: string): string[] {
  const lines: string[] = [];
  const parser = new SaxesParser({ fragment: true });
  let text = "";
  parser.on("opentag", ({ attributes }) => {
    text = "";
    for (const [name, value] of Object.entries(attributes))
      if (!name.startsWith("xmlns")) lines.push(`${name}: ${value}`);
  });
  parser.on("text", (part) => {
    text += part;
  });
  parser.on("cdata", (part) => {
    text += part;
  });
  parser.on("closetag", ({ name }) => {
    const [first, ...others] = splitLines(text);
    if (first !== undefined) lines.push(`${name.slice(name.indexOf(":") + 1)}: ${first.trim()}`, ...others);
    text = "";
  });
  let isXml = true;
  parser.on("error", () => {
    isXml = false;
  });
  parser.write(xml).close();
  return isXml ? lines : [...lines, ...splitLines(xml)];
}
