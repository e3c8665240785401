import { readFileSync } from "node:fs";
import { FORMATS } from "../src/formats/index.ts";
import type { Format } from "../src/model/format.ts";

const HEAD = `# Formats

Made from the code by \`npm run docs\`; a test holds it to the code. A format is found by the first bytes of a file; a name is
only asked where bytes leave a choice. What no format knows is \`not-inspected: unknown-format\`. Whatever a format reads or
leaves, all bytes of every file are searched as well: at once for values with a syntax of their own, and once somebody has
turned out to be a stranger, for their identifiers ([design.md](design.md), _The sweep_).
`;

/** The text of `docs/formats.md`. */
export function formatsPage(): string {
  return [HEAD, ...FORMATS.map(sectionOf)].join("\n");
}

function sectionOf({ name, about }: Format): string {
  if (about === undefined) return `## \`${name}\`\n`;
  const { title, recognised, reads, leaves, library } = about;
  return [
    `## ${title}`,
    "",
    `- **In reports:** \`${name}\``,
    `- **Recognised by:** ${recognised}.`,
    `- **Read:** ${reads}.`,
    `- **Not read:** ${leaves}.`,
    `- **Read with:** ${library === null ? "own code" : `${library} ${versionsOf(library)}`}.`,
    "",
  ].join("\n");
}

/** The pinned version of a package; of several, with words between them, none. */
function versionsOf(library: string): string {
  const manifest = JSON.parse(readFileSync(new URL("../package.json", import.meta.url), "utf8")) as {
    readonly dependencies: Readonly<Record<string, string>>;
  };
  return manifest.dependencies[library] ?? "";
}
