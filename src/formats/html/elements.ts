/** Elements that begin and end a line. All others stand within one. */
const BLOCKS = new Set(
  (
    "address article aside blockquote body br button caption center dd desc details dialog dir div dl dt fieldset figcaption " +
    "figure footer form frame frameset h1 h2 h3 h4 h5 h6 head header hgroup hr html iframe legend li main menu nav noembed " +
    "noframes noscript object ol optgroup option p plaintext pre section select summary table tbody td template textarea " +
    "text tfoot th thead title tr ul video audio xmp"
  ).split(" "),
);

/** What a name of an element says of lines. */
export interface ElementKind {
  /** It begins and ends a line. */
  readonly isBlock: boolean;
  /** Line ends in it count. */
  readonly isPreformatted: boolean;
}

const KINDS = new Map<string, ElementKind>(
  [...BLOCKS].map((name) => [
    name,
    { isBlock: true, isPreformatted: /^(?:pre|textarea|xmp|plaintext)$/.test(name) },
  ]),
);
const INLINE: ElementKind = { isBlock: false, isPreformatted: false };

export function elementKind(name: string): ElementKind {
  return KINDS.get(name) ?? INLINE;
}

/** Attributes that only say how something looks or works. */
const LOOKS = new Set(
  (
    "class id style width height align valign bgcolor border cellpadding cellspacing color face size lang dir rel type for " +
    "colspan rowspan scope headers charset media target method enctype tabindex role hidden disabled checked selected " +
    "readonly required multiple autoplay controls loop muted preload async defer crossorigin integrity language nowrap " +
    "xmlns xml:lang version d points viewbox fill stroke transform x y x1 x2 y1 y2 cx cy r rx ry start span noshade clear " +
    "name value content property http-equiv href src poster data action formaction cite background srcset longdesc datetime " +
    "maxlength minlength min max step rows cols wrap sizes loading decoding accesskey draggable contenteditable spellcheck " +
    "autocomplete autofocus novalidate pattern shape coords usemap ismap sandbox allow allowfullscreen frameborder itemtype"
  ).split(" "),
);

export function isLook(attribute: string): boolean {
  return LOOKS.has(attribute);
}

/** Attributes that hold an address. */
const ADDRESSES = new Set(
  "href src poster data action formaction cite background longdesc xlink:href".split(" "),
);

export function isAddress(attribute: string): boolean {
  return ADDRESSES.has(attribute);
}

/** Attributes that hold text for people, and scripts that run when something is clicked. */
export function isText(attribute: string): boolean {
  return (
    attribute === "title" ||
    attribute === "alt" ||
    attribute === "placeholder" ||
    attribute === "summary" ||
    attribute === "abbr" ||
    attribute.startsWith("aria-") ||
    attribute.startsWith("on")
  );
}

/**
 * Whether the class of an element is the one of a single item: Google Takeout's `outer-cell`, `_a6-g` of Facebook's and
 * Instagram's downloads (`uiBoxWhite noborder` before 2021).
 */
export function isItem(names: string): boolean {
  if (names.includes("outer-cell")) return hasName(names, "outer-cell");
  if (names.includes("_a6-g")) return hasName(names, "_a6-g");
  return names.includes("uiBoxWhite") && hasName(names, "uiBoxWhite") && hasName(names, "noborder");
}

function hasName(names: string, name: string): boolean {
  return names.split(/\s+/).includes(name);
}
