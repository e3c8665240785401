import { describe, expect, it } from "vitest";
import { xmlFormat } from "../../src/formats/xml/index.ts";
import { told } from "../support/bytes.ts";

const OPEN = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24">';
const ICON =
  '<g fill="none" stroke="#4285F4"><path d="M0 0h24v24H0z" transform="translate(1 2)"/><circle cx="1" cy="2" r="3"/></g>';

async function isFurniture(svg: string): Promise<boolean> {
  return (await told(xmlFormat, Uint8Array.from(Buffer.from(svg)))).marks.includes("furniture");
}

describe("SVG pictures", () => {
  it("are furniture when they only draw, and are as small as icons or very simple", async () => {
    const long = `<path d="${"M1 2L3 4".repeat(400)}"/>`;
    expect(await isFurniture(`${OPEN}${ICON}</svg>`)).toBe(true);
    expect(await isFurniture(`${OPEN}${long}</svg>`)).toBe(true);
    expect(await isFurniture(`<!-- Generator: x --><svg viewBox="0 0 800 300">${ICON}</svg>`)).toBe(true);
    // A drawing, as a signature would be.
    expect(await isFurniture(`<svg viewBox="0 0 800 300">${long}</svg>`)).toBe(false);
    expect(await isFurniture(`<svg width="100%" height="100%">${long}</svg>`)).toBe(false);
    expect(await isFurniture(`${OPEN}${long.repeat(30)}</svg>`)).toBe(false);
  });

  it("are documents when they hold text, pictures, links, scripts, metadata or anything unknown", async () => {
    for (const inside of [
      "<text>Anna</text>",
      "<title>Anna</title>",
      "<desc>C-104233</desc>",
      "<metadata><x/></metadata>",
      '<image href="data:image/png;base64,iVBORw0KGgo="/>',
      '<use href="other.svg#a"/>',
      '<a href="#x"><path d="M0 0"/></a>',
      "<script>x</script>",
      "<style>.a{}</style>",
      '<path d="C-104233 A32TRBM6QOXJ5H"/>',
      '<path id="A32TRBM6QOXJ5H1234567" d="M0 0"/>',
      '<path data-name="Anna" d="M0 0"/>',
      '<path onclick="x()" d="M0 0"/>',
      '<path fill="url(http://x.example/12345678)" d="M0 0"/>',
      '<path transform="customerid(1)translatexxxx" d="M0 0"/>',
      '<g inkscape:label="Anna"/>',
      "Anna",
    ]) {
      expect(await isFurniture(`${OPEN}${ICON}${inside}</svg>`), inside).toBe(false);
    }
    expect(await isFurniture("<e><path d='M0 0'/></e>")).toBe(false);
  });

  it("give the text they hold", async () => {
    const { texts } = await told(
      xmlFormat,
      Uint8Array.from(Buffer.from(`${OPEN}<text x="1">Name: <tspan>Anna</tspan></text></svg>`)),
    );
    expect(texts).toEqual(["Name: Anna"]);
  });
});
