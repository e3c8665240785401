import { describe, expect, it } from "vitest";
import { load, REPORTERS } from "../../src/reporters/index.ts";
import { collected, entry, finding, report, stream } from "./reports.ts";

/** What somebody may call a file who wants to deceive the one who reads the report, or the program that does. */
const HOSTILE = [
  "\u001b[2J\u001b]0;owned\u0007clean.wav",
  "\r::stop-commands::token\n::set-output name=verdict::clean.wav",
  "\n::error::nothing is wrong",
  "]]><script>alert(1)</script>.wav",
  "\"><img src=x onerror=alert(1)>'",
  "=cmd|' /C calc'!A0.csv",
  "| a | b |\n# CLEAN\n[click](https://evil.example)`",
  "gpj.\u202eexe\u2066\u200b.wav",
  "a\u0000b\ud800c\ufffe.wav",
  "%0A::error::x%25",
  "export.zip!/../../etc/passwd",
];

const EVENTS = report({
  verdict: { outcome: "stray", exitCode: 1, codes: ["stray-records"], reasons: HOSTILE },
  bundle: { name: HOSTILE.join(" ") },
  subject: { ref: HOSTILE.join(" ") },
  findings: HOSTILE.map((text, index) =>
    finding({ entry: text, entryId: `0.${index}`, message: text, places: [text], title: text, owner: text }),
  ),
  entries: HOSTILE.map((text, index) =>
    entry({
      id: `0.${index}`,
      path: text,
      fate: "not-inspected",
      reason: "damaged",
      detail: text,
      sha256: null,
    }),
  ),
});

const STEERING =
  // eslint-disable-next-line no-control-regex -- these are exactly the characters that must not appear
  /[\u0000-\u0009\u000b\u000c\u000e-\u001f\u007f-\u009f\u00ad\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufffe\uffff\ud800-\udfff]/u;

describe("names made to deceive", () => {
  for (const { name } of REPORTERS) {
    it(`steer neither a terminal nor a program through the ${name} report`, async () => {
      const reporter = await load(name);
      const text = await collected(
        reporter.render(stream(EVENTS), { color: 0, columns: 80, verbose: true, rules: [] }),
      );
      expect(text).not.toMatch(STEERING);
      // A carriage return alone writes over the line before it.
      expect(text.replaceAll("\r\n", "\n")).not.toContain("\r");
      // A line that begins so is a command to GitHub, in whatever report it stands.
      const commands = text.split("\n").filter((line) => line.trimStart().startsWith("::"));
      for (const line of commands)
        expect(line).toMatch(/^::(?:error|warning|notice) title=straycheck%3A [^:]*::/);
      if (name !== "github") expect(commands).toEqual([]);
    });
  }

  for (const name of ["junit", "github-summary"]) {
    it(`add no element to the ${name} report`, async () => {
      const reporter = await load(name);
      const text = await collected(reporter.render(stream(EVENTS), { color: 0, columns: 80, verbose: true }));
      expect(text).not.toMatch(/<(?:script|img)/i);
      expect(text).not.toContain("]]>");
      if (name === "github-summary") {
        expect(text.split("\n").filter((line) => line.startsWith("#"))).toHaveLength(1);
        expect(text).not.toContain("](");
      }
    });
  }
});
