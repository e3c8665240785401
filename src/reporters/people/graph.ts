import { number } from "../../model/number.ts";
import type { PeopleReport, PersonView } from "../../model/people.ts";
import { markup, type Markup } from "../html/markup.ts";
import { fit, safe } from "../text-width.ts";
import { counted } from "../text-words.ts";

/** People and shared identifiers that are drawn; the tables have all of them. */
const MAX_DRAWN = 24;
/** Identifiers of one person that are drawn. */
const MAX_IDENTIFIERS = 4;
/** Pixels. */
const ROW = 26;
const GAP = 14;
const HEAD = 26;
/** Per cent of the width at which the three columns begin, and where lines meet them. */
const COLUMN = { identifiers: 0, people: 40, shared: 70 } as const;
const EDGE = { identifiers: 30, peopleLeft: 39, peopleRight: 54, shared: 69 } as const;

interface Node {
  readonly person: PersonView;
  readonly labels: readonly string[];
  /** Pixels from the top. */
  readonly top: number;
  readonly middle: number;
}

/** Who is tied to what: identifiers on the left, people in the middle, what several of them share on the right. */
export function graph({ people, ties }: Pick<PeopleReport, "people" | "ties">): Markup | undefined {
  const known = people.filter(({ identifiers }) => identifiers.length > 0);
  const drawn = known.slice(0, MAX_DRAWN);
  if (drawn.length === 0) return undefined;
  const nodes: Node[] = [];
  let top = HEAD;
  for (const person of drawn) {
    const labels = labelsOf(person);
    const height = labels.length * ROW;
    nodes.push({ person, labels, top, middle: top + height / 2 });
    top += height + GAP;
  }
  const byId = new Map(nodes.map((node) => [node.person.id, node]));
  const shared = ties.filter((tie) => tie.people.some((id) => byId.has(id))).slice(0, MAX_DRAWN);
  const step = Math.max(ROW + GAP, (top - HEAD) / Math.max(1, shared.length));
  const height = Math.max(top, HEAD + shared.length * step);
  const left = known.length - drawn.length + (ties.length - shared.length);
  return markup`<figure class="timeline graph">
<figcaption>Who is tied to what</figcaption>
<svg role="img" aria-labelledby="graph-title graph-words" width="100%" height="${Math.round(height)}">
<title id="graph-title">Identifiers, the people they are, and what several people share</title>
<desc id="graph-words">${counted(drawn.length, "people")} and ${number(shared.length)} shared identifiers. The tables hold the same.</desc>
<text class="head" x="0" y="14">identifiers</text><text class="head" x="${COLUMN.people}%" y="14">people</text>${shared.length > 0 && markup`<text class="head" x="${COLUMN.shared}%" y="14">shared</text>`}
${nodes.map(personNode)}
${shared.map((tie, index) => {
  const y = HEAD + index * step + step / 2;
  const lines = tie.people.flatMap((id) => byId.get(id) ?? []);
  return markup`${lines.map(({ middle }) => line(EDGE.peopleRight, middle, EDGE.shared, y, "grid shared"))}<text x="${COLUMN.shared}%" y="${Math.round(y + 4)}">${fit(safe(`${tie.kind} ${tie.masked}`), 30)}</text>
`;
})}</svg>
${left > 0 && markup`<p class="note">${number(left)} more are not in the picture; the tables and the JSON report have them.</p>`}
</figure>`;
}

function personNode({ person, labels, top, middle }: Node): Markup {
  return markup`${labels.map((label, index) => {
    const y = top + index * ROW + ROW / 2;
    return markup`<text x="${COLUMN.identifiers}" y="${Math.round(y + 4)}">${label}</text>${line(EDGE.identifiers, y, EDGE.peopleLeft, middle, "foot")}`;
  })}<text class="who" x="${COLUMN.people}%" y="${Math.round(middle + 4)}">${fit(safe(person.id), 20)}</text>
`;
}

function labelsOf({ identifiers }: PersonView): readonly string[] {
  const shown = identifiers
    .slice(0, MAX_IDENTIFIERS)
    .map(({ kind, masked }) => fit(safe(`${kind} ${masked}`), 34));
  const left = identifiers.length - shown.length;
  return left > 0 ? [...shown, `and ${number(left)} more`] : shown;
}

function line(x1: number, y1: number, x2: number, y2: number, kind: string): Markup {
  return markup`<line class="${kind}" x1="${x1}%" x2="${x2}%" y1="${Math.round(y1)}" y2="${Math.round(y2)}"/>`;
}
