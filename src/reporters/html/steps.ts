import type { Head } from "../text-page.ts";
import type { Lacking } from "../text-next.ts";
import { stepsOf } from "../what-to-do.ts";
import { markup, prose, type Markup } from "./markup.ts";

/** What to do, the first thing first, and the lines of a policy to paste. */
export function stepsPart(head: Head, lacking: Lacking): Markup {
  const steps = stepsOf(head, lacking);
  const { outcome, paste } = head.verdict;
  return markup`<ol class="steps">${steps.map((step) => markup`<li>${prose(step)}</li>`)}</ol>
${
  outcome === "unproven" &&
  paste.length > 0 &&
  markup`<p>What you have looked at yourself and may be released can be accepted by file. Put this into the policy file (<code>--policy</code>), with your reason:</p>
<pre tabindex="0" role="region" aria-label="Lines for the policy file"><code>${paste.map((line) => markup`${line}\n`)}</code></pre>`
}`;
}
