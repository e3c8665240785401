import type { XmlElement } from "./node.ts";

/** Pixels of an icon, as for other pictures. */
const ICON_PIXELS = 64;

/** Characters of a drawing that is too simple to be a picture of something, whatever its size. */
const MAX_SIMPLE_CHARACTERS = 2048;

/** Characters of an icon. */
const MAX_ICON_CHARACTERS = 64 * 1024;

/** Elements that draw lines and areas; none of them holds text, a picture, a link or a script. */
const DRAWING =
  /^(?:svg|g|defs|symbol|use|path|rect|circle|ellipse|line|polyline|polygon|clipPath|mask|marker|pattern|linearGradient|radialGradient|stop)$/;

/** Attributes whose values are numbers, colours, and words of SVG. */
const LOOKS =
  /^(?:xmlns(?::xlink|:svg)?|version|baseProfile|viewBox|width|height|x|y|x[12]|y[12]|c[xy]|r[xy]?|f[xyr]|d|points|pathLength|transform|gradient(?:Units|Transform)|patternUnits|patternContentUnits|patternTransform|spreadMethod|offset|preserveAspectRatio|clipPathUnits|mask(?:Units|ContentUnits)?|marker(?:Units|Width|Height|-start|-mid|-end)|ref[XY]|orient|overflow|opacity|color|display|visibility|focusable|role|aria-hidden|enable-background|xml:space|(?:fill|clip)(?:-rule|-opacity|-path)?|stroke(?:-[a-z]+)?|stop-(?:color|opacity)|shape-rendering|vector-effect|paint-order|xlink:href|href|id|class)$/;

const NUMBERS = /^[-+.,\d\seEmMzZlLhHvVcCsSqQtTaA]*$/;
const NAMESPACE = /^https?:\/\/www\.w3\.org\/(?:2000\/svg|1999\/xlink)$/;
/** Short, without a run of digits: no room for an identifier. */
const WORDS = /^(?=.{0,200}$)(?:[-a-zA-Z_#(),.%\s:;/]|\d{1,4}(?!\d))*$/;

/**
 * Tells icons from pictures. An SVG is furniture when it draws and does nothing else: only known shapes with numbers,
 * colours and names without room for an identifier, of the size of an icon or too simple to show anything. A text, a
 * picture, a link, a script, a style sheet, an unknown element or attribute: a document.
 */
export class SvgJudge {
  #isSvg = false;
  #isPlain = true;
  #characters = 0;
  #pixels = Infinity;

  element(element: XmlElement, depth: number): void {
    if (depth === 0) {
      this.#isSvg = element.key === "svg";
      this.#pixels = pixelsOf(element);
    }
    if (!this.#isSvg || !this.#isPlain) return;
    if (!DRAWING.test(element.written)) this.#isPlain = false;
    for (const { written, value } of element.attributes) {
      this.#characters += value.length;
      if (!LOOKS.test(written) || !isHarmless(written, value)) this.#isPlain = false;
    }
  }

  text(text: string): void {
    if (this.#isPlain && /\S/.test(text)) this.#isPlain = false;
  }

  /** A document type declaration may hold anything, but the one of SVG itself is short. */
  note(): void {
    this.#characters += 256;
  }

  isFurniture(): boolean {
    if (!this.#isSvg || !this.#isPlain) return false;
    if (this.#characters <= MAX_SIMPLE_CHARACTERS) return true;
    return this.#pixels <= ICON_PIXELS && this.#characters <= MAX_ICON_CHARACTERS;
  }
}

function isHarmless(written: string, value: string): boolean {
  if (written === "d" || written === "points" || written === "viewBox") return NUMBERS.test(value);
  if (written.startsWith("xmlns")) return NAMESPACE.test(value);
  if (written.endsWith("href")) return value.startsWith("#") && WORDS.test(value);
  if (/transform$/i.test(written)) return /^[-+.,\d\sea-zA-Z()]*$/.test(value) && !/[a-zA-Z]{11}/.test(value);
  if (/^[-+.,\d\s%e]*(?:px|pt|em|ex|mm|cm|in|pc)?$/.test(value)) return true;
  return /^#[\da-f]{3,8}$/i.test(value) || WORDS.test(value);
}

/** The longer side, from its attributes or else from its coordinates; infinite when it says nothing. */
function pixelsOf(element: XmlElement): number {
  const of = (name: string): string | undefined =>
    element.attributes.find(({ written }) => written === name)?.value;
  const sides = [of("width"), of("height")].map((side) => /^\s*([\d.]+)\s*(?:px)?\s*$/.exec(side ?? "")?.[1]);
  const [width, height] = sides;
  if (width !== undefined && height !== undefined) return Math.max(Number(width), Number(height));
  const box = (of("viewBox") ?? "")
    .trim()
    .split(/[\s,]+/)
    .map(Number);
  if (of("width") !== undefined || of("height") !== undefined || box.length !== 4) return Infinity;
  const longer = Math.max(box[2] ?? NaN, box[3] ?? NaN);
  return Number.isNaN(longer) ? Infinity : longer;
}
