import { createHash } from "node:crypto";
import { Script } from "node:vm";
import { Parser } from "htmlparser2";
import { describe, expect, it } from "vitest";
import type { OwnerView, ReportEvent } from "../../src/model/report.ts";
import { htmlReporter } from "../../src/reporters/html/index.ts";
import { DARK, LIGHT, PRINTED, type Colour, type Palette } from "../../src/reporters/html/palette.ts";
import { SCRIPT } from "../../src/reporters/html/script.ts";
import {
  collected,
  emptyReport,
  entry,
  finding,
  owner,
  report,
  stream,
  strayReport,
  unprovenReport,
} from "./reports.ts";

const OPTIONS = { color: 0, columns: 0, verbose: false, rules: [] } as const;

async function html(events: readonly ReportEvent[]): Promise<string> {
  return collected(htmlReporter.render(stream(events), OPTIONS));
}

/** The words of the page as they stand, without style, data and program. */
async function words(events: readonly ReportEvent[]): Promise<string> {
  let text = "";
  let skipped = 0;
  const hidden = new Set(["style", "script", "head"]);
  const apart = new Set(["td", "th", "dt", "dd", "li", "title", "summary"]);
  const parser = new Parser({
    onopentagname: (name) => (skipped += hidden.has(name) ? 1 : 0),
    ontext: (part) => (text += skipped > 0 ? "" : part),
    onclosetag(name) {
      skipped -= hidden.has(name) ? 1 : 0;
      if (apart.has(name)) text += " ";
    },
  });
  parser.end(await html(events));
  return text.replaceAll(/\s+/g, " ");
}

function elements(page: string): { name: string; attributes: Record<string, string> }[] {
  const found: { name: string; attributes: Record<string, string> }[] = [];
  const parser = new Parser({ onopentag: (name, attributes) => found.push({ name, attributes }) });
  parser.end(page);
  return found;
}

/** The rows that the page's script gets. */
function rowsOf(page: string): unknown[][] {
  const blocks = page.matchAll(/<script type="application\/json" class="files">([^<]*)<\/script>/g);
  return [...blocks].flatMap(([, text = ""]) => JSON.parse(text) as unknown[][]);
}

describe("the HTML report", () => {
  it("says the verdict first, in plain words, and what to do", async () => {
    const text = await words(strayReport());
    expect(text).toMatch(
      /^[^.]*proves nothing, hold the bundle\..*DO NOT RELEASE export\.zip: 3,400 items belong to 1 other person\. This export holds what belongs to somebody else/,
    );
    expect(text).toContain("tell the privacy officer now");
    expect(text).toContain("1,700 recordings in Alexa/audio/ · stranger-1 · account A3…5H");
  });

  it("groups what is not proven by cause, and gives the lines to paste whole", async () => {
    const paste = `  - { files: "docs/scan.pdf", why: "not-inspected:no-text", max: 1 }${" ".repeat(60)}# end`;
    const parts = { outcome: "unproven", exitCode: 3, codes: ["not-inspected"], reasons: [] } as const;
    const page = await html(unprovenReport({ verdict: { ...parts, paste: ["accept:", paste] } }));
    expect(page).toContain("accept:\n  - { files: &quot;docs/scan.pdf&quot;");
    expect(page).toContain(`${" ".repeat(60)}# end`);
    const text = await words(unprovenReport());
    expect(text).toContain("NOT PROVEN");
    expect(text).toContain("2 files");
    expect(text).toContain("it is encrypted");
    expect(text).toContain("Give the password of the encrypted files");
  });

  it("says how many files the policy accepts in the headline, and which lines no longer hold", async () => {
    const accepted = [
      { files: "cover.pdf", why: "unattributed", entries: 1, state: "used" },
      { files: "old.pdf", why: "unattributed", entries: 0, state: "expired" },
    ] as const;
    const text = await words(report({ policy: { digest: "ab", accepted }, entriesTotals: { accepted: 1 } }));
    expect(text).toContain("are the requester's. (1 file accepted by policy)");
    expect(text).toContain("expired: accepts nothing");
  });

  it("says of every exception who decided, why and until when", async () => {
    const line = { files: "a*.pdf", why: "unattributed", entries: 1, state: "used", max: 2 } as const;
    const source = { file: "acme.policy.yaml", line: 7 };
    const accepted = [
      { ...line, reason: "our own <b>letter</b>", until: "2027-02-20", by: "jd", source },
      line,
    ];
    const page = await html(report({ policy: { digest: "ab", accepted } }));
    const rows = page.split("<tr").filter((row) => row.includes("a*.pdf"));
    expect(rows[0]).toMatch(
      /acme\.policy\.yaml.*line 7.*1 of at most 2.*our own &lt;b&gt;letter.*2027-02-20.*jd/s,
    );
    expect(rows[1]?.match(/>–<\/td>/g)).toHaveLength(3);
  });

  it("names the other requests of a batch that a stranger is the person of", async () => {
    const requests = ["DSAR-1", "DSAR-2", "DSAR-3", "DSAR-4"];
    const text = await words(strayReport({ owners: [owner({ requests })] }));
    expect(text).toContain("the person of request DSAR-1, DSAR-2, DSAR-3 and 1 more");
  });

  it("tells of a bundle in which there was nothing", async () => {
    const text = await words(emptyReport());
    expect(text).toContain("there was nothing to check");
    expect(text).toContain("There is no file in it.");
    expect(text).toContain("None of the requester's identifiers was seen anywhere in it.");
  });

  it("holds the data of every file, and its table says exactly what it leaves out", async () => {
    const entries = Array.from({ length: 12_345 }, (_, index) =>
      entry({
        id: `0.${index}`,
        path: `f/${index}.csv`,
        ...(index < 40 ? { fate: "not-inspected", reason: "damaged", attribution: null } : {}),
      }),
    );
    const events = unprovenReport({ entries });
    expect(rowsOf(await html(events))).toHaveLength(12_345);
    const text = await words(events);
    expect(text).toContain("The first 200 of 12,345 files, what needs a look first.");
    expect(text).toContain("12,145 files more are not in this table: 12,145 of the requester.");
  });

  it("says what it is only when it is whole: a page that was cut off says so", async () => {
    const events = strayReport();
    const whole = await html(events);
    expect(whole).toContain('<footer id="complete">');
    const chunks: string[] = [];
    const cut = htmlReporter.render(stream(events.slice(0, -1)), OPTIONS);
    await expect(
      (async () => {
        for await (const chunk of cut) chunks.push(chunk);
      })(),
    ).rejects.toThrow("The report stopped before its end");
    expect(chunks.join("")).not.toContain("DO NOT RELEASE</span>");
    // A style sheet hides the warning as soon as the end is there.
    expect(whole).toContain("body:has(#complete) .unfinished{display:none}");
  });

  it("hands on 100,000 files in pieces of a bounded size", async () => {
    const entries = Array.from({ length: 100_000 }, (_, index) => entry({ id: `0.${index}` }));
    let largest = 0;
    for await (const chunk of htmlReporter.render(stream(report({ entries })), OPTIONS))
      largest = Math.max(largest, chunk.length);
    expect(largest).toBeLessThan(256 * 1024);
  });

  it("gives the same bytes for the same report", async () => {
    expect(await html(strayReport())).toBe(await html(strayReport()));
  });
});

describe("the picture of strangers' recordings", () => {
  const days = (parts: Partial<OwnerView>): Promise<string> => words(strayReport({ owners: [owner(parts)] }));

  it("has the same numbers as a table, by month or by year", async () => {
    expect(await days({})).toContain("month stranger-1 2018-05 900 2018-07 800 together 1,700");
    const recordingDays = [
      { day: "1999-12-31", recordings: 3 },
      { day: "2018-07-30", recordings: 1697 },
    ];
    expect(await days({ recordingDays })).toContain("year stranger-1 1999 3 2018 1,697 together 1,700");
  });

  it("says how many recordings it does not show", async () => {
    const recordingDays = [
      { day: "2018-05-01", recordings: 1000 },
      { day: "2018-99-99", recordings: 1 },
    ];
    expect(await days({ recordingDays })).toContain("700 recordings of these people carry no usable day");
    const owners = Array.from({ length: 250 }, (_, index) => owner({ id: `stranger-${index + 1}` }));
    expect(await words(strayReport({ owners }))).toContain("242 more strangers are not in the picture");
  });

  it("is not there where no recording has a day", async () => {
    const events = strayReport({ owners: [owner({ recordingDays: [] })] });
    expect(await html(events)).not.toContain("<svg");
    expect(await words(events)).toContain("none of them carries a day");
  });

  it("holds a bounded number of bars for any days", async () => {
    const recordingDays = ["0001-01-01", "0600-02-03", "2018-05-01", "9999-12-31"].map((day) => ({
      day,
      recordings: 2,
    }));
    const page = await html(strayReport({ owners: [owner({ recordingDays })] }));
    expect(page.match(/<rect /g)).toHaveLength(4);
    expect(page.match(/class="when/g)?.length).toBeLessThan(10);
  });
});

describe("the page itself", () => {
  it("lets in its own style and program by their digests, and nothing else", async () => {
    const page = await html(strayReport());
    const meta = elements(page).find(({ attributes }) => attributes["http-equiv"] !== undefined);
    const policy = meta?.attributes["content"] ?? "";
    const digest = (text: string): string => `'sha256-${createHash("sha256").update(text).digest("base64")}'`;
    const style = /<style>([^<]*)<\/style>/.exec(page)?.[1] ?? "";
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain(`style-src ${digest(style)};`);
    expect(policy).toContain(`script-src ${digest(SCRIPT)};`);
    expect(policy).not.toContain("unsafe");
    expect(style).not.toMatch(/url\(|@import/);
    // The policy would stop them; they would be missed then.
    for (const { name, attributes } of elements(page)) {
      expect(["link", "img", "iframe", "object", "embed", "base", "audio", "video"]).not.toContain(name);
      expect(Object.keys(attributes).filter((key) => key === "style" || key.startsWith("on"))).toEqual([]);
      expect(attributes["src"]).toBeUndefined();
      if (attributes["href"] !== undefined) expect(attributes["href"]).toMatch(/^#/);
    }
  });

  it("has a program that parses, and that makes no HTML of text", () => {
    expect(() => new Script(SCRIPT)).not.toThrow();
    expect(SCRIPT).not.toMatch(/innerHTML|outerHTML|insertAdjacent|document\.write|eval|fetch|XMLHttp/);
    expect(SCRIPT).not.toContain("</");
  });

  it("has one heading of the first order, sections that are named, and no id twice", async () => {
    const all = elements(await html(strayReport()));
    const ids = all.flatMap(({ attributes: { id } }) => (id === undefined ? [] : [id]));
    expect(new Set(ids).size).toBe(ids.length);
    expect(all.filter(({ name }) => name === "h1")).toHaveLength(1);
    expect(all.find(({ name }) => name === "html")?.attributes["lang"]).toBe("en");
    for (const { name, attributes } of all) {
      const meant = attributes["for"] ?? attributes["href"]?.slice(1);
      if (meant !== undefined) expect(ids).toContain(meant);
      if (name === "section") expect(ids).toContain(attributes["aria-labelledby"]);
    }
  });

  it("escapes what comes from the bundle in data, too", async () => {
    const path = "</script><script>alert(1)</script><!--\u2028\u202e.csv";
    const events = strayReport({
      entries: [entry({ path, detail: path, format: path })],
      findings: [finding({ entry: path, message: path })],
    });
    const page = await html(events);
    expect(elements(page).filter(({ name }) => name === "script")).toHaveLength(3);
    expect(rowsOf(page)[0]?.[1]).toBe(String.raw`</script><script>alert(1)</script><!--\u{2028}\u{202e}.csv`);
  });

  it.each([
    ["light", LIGHT],
    ["dark", DARK],
    ["printed", PRINTED],
  ])("has enough contrast: %s", (_, palette: Palette) => {
    const { paper, sheet, ink, quiet, edge, accent, stray, clean, unproven } = palette;
    // WCAG 2.2, 1.4.3: 4.5 for text. 1.4.11: 3 for what shows a control or a picture.
    for (const text of [ink, quiet, accent, stray, clean, unproven]) {
      expect(contrast(text, paper)).toBeGreaterThanOrEqual(4.5);
      expect(contrast(text, sheet)).toBeGreaterThanOrEqual(4.5);
    }
    for (const [text, tint] of [
      [stray, palette.strayPaper],
      [clean, palette.cleanPaper],
      [unproven, palette.unprovenPaper],
    ] as const) {
      expect(contrast(text, tint)).toBeGreaterThanOrEqual(4.5);
      expect(contrast(ink, tint)).toBeGreaterThanOrEqual(4.5);
    }
    expect(contrast(edge, paper)).toBeGreaterThanOrEqual(3);
    expect(contrast(edge, sheet)).toBeGreaterThanOrEqual(3);
  });
});

/** WCAG 2.2, *contrast ratio*. */
function contrast(one: Colour, other: Colour): number {
  const [light = 0, dark = 0] = [luminance(one), luminance(other)].sort((a, b) => b - a);
  return (light + 0.05) / (dark + 0.05);
}

function luminance(colour: Colour): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
    const part = Number.parseInt(colour.slice(at, at + 2), 16) / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}
