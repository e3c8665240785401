import type { OwnerView } from "../../model/report.ts";
import { ownerRows } from "../owner-rows.ts";
import { knownWords } from "../registry-words.ts";
import type { Head } from "../text-page.ts";
import { number } from "../text-words.ts";
import { markup, name, type Markup } from "./markup.ts";
import { scrolling } from "./page.ts";
import { timeline } from "./timeline.ts";

/** Identifiers of one stranger that are shown. */
const MAX_IDENTIFIERS = 6;
/** Requests of one stranger, in a batch, that are named. */
const MAX_REQUESTS = 3;

/** The table of whose the content is, and the picture of when strangers' recordings were made. */
export function ownersPart(head: Head): Markup {
  const strangers = head.owners.length + head.more.owners;
  const byId = new Map(head.owners.map((owner) => [owner.id, owner]));
  const rows = ownerRows(head).map(({ label, id, recordings, records, from, to }) => {
    const owner = id === undefined ? undefined : byId.get(id);
    return markup`<tr${owner !== undefined && markup` class="stranger"`}><th scope="row">${owner === undefined ? label : markup`${name(label)}${identifiers(owner)}`}</th>
<td class="number">${number(recordings)}</td><td class="number">${number(records)}</td>${strangers > 0 && markup`<td class="number">${owner === undefined ? "" : number(owner.entries)}</td><td class="day">${(from ?? "").slice(0, 10)}</td><td class="day">${(to ?? "").slice(0, 10)}</td>`}</tr>
`;
  });
  return markup`${
    strangers > 0 &&
    markup`<p>Other people are called <em>stranger-1</em>, <em>stranger-2</em> … by where they come first. Their identifiers are masked: this report can be read without learning who they are.</p>
`
  }${scrolling(
    "Whose it is",
    markup`<table class="numbers"><thead><tr><th scope="col">whose</th><th scope="col" class="number">recordings</th><th scope="col" class="number">records</th>${strangers > 0 && markup`<th scope="col" class="number">files</th><th scope="col" class="day">from</th><th scope="col" class="day">until</th>`}</tr></thead>
<tbody>${rows}</tbody></table>`,
  )}
${!head.totals.ownersComplete && markup`<p class="note">More people were seen than are told apart; the counts are exact.</p>`}
${picture(head)}`;
}

function picture({ owners, more }: Head): Markup | false {
  const drawn = timeline(owners, more.owners);
  if (drawn !== undefined) return drawn;
  const recordings = owners.reduce((sum, owner) => sum + owner.recordings, more.recordings);
  return (
    recordings > 0 &&
    markup`<p class="note">There is no picture of when these recordings were made: none of them carries a day.</p>`
  );
}

function identifiers({ identifiers: all, requests = [], registry }: OwnerView): Markup {
  const shown = all.slice(0, MAX_IDENTIFIERS);
  const left = all.length - shown.length;
  const names = requests.slice(0, MAX_REQUESTS);
  const others = requests.length - names.length;
  return markup`<small>${shown.map(({ kind, masked }, index) => markup`${index > 0 && ", "}${kind} <span class="mask">${masked}</span>`)}${left > 0 && ` and ${number(left)} more`}</small>${
    names.length > 0 &&
    markup`<small>the person of request ${names.map((ref, index) => markup`${index > 0 && ", "}${name(ref)}`)}${others > 0 && ` and ${number(others)} more`}</small>`
  }${registry !== undefined && markup`<small>${knownWords(registry)}</small>`}`;
}
