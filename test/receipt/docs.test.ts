import { readFileSync } from "node:fs";
import { afterAll, expect, it } from "vitest";
import { alexa2018Small } from "../../fixtures/cases/alexa-2018-small.ts";
import { corrected } from "../../fixtures/cases/corrected.ts";
import { zipOfCase } from "../../fixtures/support/fixture-case.ts";
import { BEN, subjectYaml } from "../../fixtures/support/people.ts";
import { addCheckCommand } from "../../src/cli/commands/check.ts";
import { addVerifyCommand } from "../../src/cli/commands/verify.ts";
import { ran } from "../support/command-line.ts";
import { workplace } from "../support/command.ts";
import { keyPair } from "../support/receipts.ts";

const place = workplace();
afterAll(() => place.remove());
const pair = keyPair("p256");
const FILES: Readonly<Record<string, string | Uint8Array>> = {
  "export.zip": zipOfCase(corrected),
  "export-late.zip": zipOfCase(alexa2018Small),
  "anna.yaml": corrected.subject,
  "ben.yaml": subjectYaml({ ref: "DSAR-2018-0419", accounts: [BEN.account] }),
  "key.pem": pair.privatePem,
  "pub.pem": pair.publicPem,
  "released.jsonl": "",
};
for (const [name, content] of Object.entries(FILES)) place.write(name, content);

/** Digests, times and folders differ from run to run. */
function steady(text: string): string {
  return text
    .replaceAll(`${place.folder}/`, "")
    .replaceAll(/sha256 ?\n? *[0-9a-f]{8}…[0-9a-f]{4}/g, "sha256 …")
    .replaceAll(/\d+ seconds? ago/g, "just now")
    .replaceAll(/\s+/g, " ")
    .trim();
}

const page = readFileSync("docs/receipt.md", "utf8");
const shown = [...page.matchAll(/^```console\n\$ straycheck (.*)\n([\s\S]*?)^```$/gm)];

it("the page about the receipt shows four commands", () => expect(shown).toHaveLength(4));

// Each goes on with what the one before it wrote.
it.each(shown.map(([, command = "", output = ""]) => [command, output]))(
  "straycheck %s prints what the page about the receipt shows",
  async (command, output) => {
    const words = command.split(" ").map((word) => (/\.\w+$/.test(word) ? place.path(word) : word));
    const { exitCode, out } = await ran(
      (program, done) => {
        addCheckCommand(program, new AbortController().signal, done);
        addVerifyCommand(program, new AbortController().signal, done);
      },
      ...words,
    );
    expect(output).toContain(`exit code ${exitCode} `);
    for (const piece of output.split("\n…\n")) expect(steady(out)).toContain(steady(piece));
  },
);
