import { INCOMPLETE } from "../events.ts";
import { markup, Markup } from "./markup.ts";

/** What every page of this program has, whatever it tells. */
export interface Frame {
  readonly title: string;
  /** Name and version of the program. */
  readonly generator: string;
  readonly style: string;
  /** Runs at the end of the page. */
  readonly script: string;
}

/** A part of a page with a heading of its own. */
export interface Section {
  /** Unique in the page; what links name. */
  readonly id: string;
  readonly heading: string;
  readonly content: Markup;
  /** Takes the whole width of the page, for long tables. */
  readonly wide?: boolean;
}

/**
 * The page up to its content. Until `pageEnd` follows it says that it is not complete, so that a page that was cut off
 * shows no verdict without that.
 */
export async function pageStart({ title, generator, style, script }: Frame): Promise<string> {
  const policy = [
    "default-src 'none'",
    `style-src '${await digest(style)}'`,
    `script-src '${await digest(script)}'`,
    "base-uri 'none'",
    "form-action 'none'",
    "require-trusted-types-for 'script'",
    "trusted-types 'none'",
  ].join("; ");
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
${markup`<meta http-equiv="Content-Security-Policy" content="${new Markup(policy)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="referrer" content="no-referrer">
<meta name="robots" content="noindex, nofollow">
<meta name="generator" content="${generator}">
<title>${title}</title>`.toString()}
<style>${style}</style>
</head>
<body>
<p class="unfinished" role="alert">${markup`${INCOMPLETE}`.toString()}</p>
`;
}

/** The end of a page: its footer, which makes it complete, and its script. */
export function pageEnd({ script }: Frame, footer: Markup): string {
  return `<footer id="complete">${footer.toString()}</footer>
<script>${script}</script>
</body>
</html>
`;
}

/** Links to the sections of the page. */
export function contents(sections: readonly Section[]): Markup {
  const links = sections.map(({ id, heading }) => markup`<li><a href="#${id}">${heading}</a></li>`);
  return markup`<nav aria-label="In this report"><ul>${links}</ul></nav>
`;
}

/** A section under its heading. */
export function section({ id, heading, content, wide = false }: Section): Markup {
  return markup`<section aria-labelledby="${id}"${wide && markup` class="wide"`}>
<h2 id="${id}" tabindex="-1">${heading}</h2>
<div class="content">${content}</div>
</section>
`;
}

/** A table that scrolls by itself where it is wider than the page, by keyboard as well. */
export function scrolling(label: string, table: Markup): Markup {
  return markup`<div class="scroll" role="region" aria-label="${label}" tabindex="0">${table}</div>`;
}

/** Something to look up, closed on a screen and open on paper; open where no script runs. */
export function more(summary: string, content: Markup): Markup {
  return markup`<details open><summary>${summary}</summary><div>${content}</div></details>`;
}

/** The source expression of a Content-Security-Policy that lets exactly this text in. */
async function digest(text: string): Promise<string> {
  const bytes = new Uint8Array(await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text)));
  return `sha256-${btoa(String.fromCharCode(...bytes))}`;
}
