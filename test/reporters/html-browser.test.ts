import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { chromium, type Browser, type BrowserContextOptions, type Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { ReportEvent } from "../../src/model/report.ts";
import { DARK, LIGHT, PRINTED } from "../../src/reporters/html/palette.ts";
import { htmlReporter } from "../../src/reporters/html/index.ts";
import { chromiumPath } from "../support/chromium.ts";
import { collected, entry, finding, owner, report, stream, strayReport } from "./reports.ts";

const executablePath = chromiumPath();
const isMissing = executablePath === undefined;

it.runIf(isMissing && process.env["CI"] === "true")("CI has a Chromium to open the HTML report in", () => {
  throw new Error("no Chromium was found: .ci/run installs Debian's package chromium");
});

describe.skipIf(isMissing)("the HTML report in Chromium (skipped where no Chromium is installed)", () => {
  let folder: string;
  let browser: Browser;

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), "straycheck-html-"));
    const isRoot = process.getuid?.() === 0;
    browser = await chromium.launch({
      ...(executablePath === undefined ? {} : { executablePath }),
      // Chromium's sandbox refuses to start for root; the pages are ours.
      args: isRoot ? ["--no-sandbox"] : [],
    });
  });

  afterAll(async () => {
    await browser.close();
    rmSync(folder, { recursive: true, force: true });
  });

  /** What happened while a page was open that must not happen. */
  interface Seen {
    readonly page: Page;
    readonly url: string;
    readonly complaints: string[];
    readonly requests: string[];
  }

  async function opened(
    events: readonly ReportEvent[],
    options: BrowserContextOptions = {},
    use: (seen: Seen) => Promise<void>,
  ): Promise<void> {
    const path = join(folder, "report.html");
    const text = await collected(
      htmlReporter.render(stream(events), { color: 0, columns: 0, verbose: false, rules: [] }),
    );
    writeFileSync(path, text);
    const context = await browser.newContext(options);
    try {
      const page = await context.newPage();
      const seen: Seen = { page, url: pathToFileURL(path).href, complaints: [], requests: [] };
      page.on("console", (message) => seen.complaints.push(message.text()));
      page.on("pageerror", (error) => seen.complaints.push(error.message));
      page.on("dialog", (dialog) => {
        seen.complaints.push(`a dialog: ${dialog.message()}`);
        void dialog.dismiss();
      });
      page.on("request", (request) => seen.requests.push(request.url()));
      await page.goto(seen.url);
      await use(seen);
      expect(seen.complaints).toEqual([]);
      expect(seen.requests).toEqual([seen.url]);
    } finally {
      await context.close();
    }
  }

  const FILES = [
    entry({ id: "0.1", path: "audio/one.wav", attribution: "stray", recording: true, format: "wav" }),
    entry({ id: "0.2", path: "audio/two.wav", attribution: "stray", recording: true, format: "wav" }),
    entry({ id: "0.3", path: "orders.csv" }),
    entry({ id: "0.4", path: "old.7z", fate: "not-inspected", reason: "nested-archive", attribution: null }),
  ];
  const REPORT = strayReport({ entries: FILES, owners: [owner()] });
  const paths = (page: Page): Promise<string[]> => page.locator("#list-rows .file .name").allTextContents();
  const paper = (page: Page): Promise<string> =>
    page.evaluate("getComputedStyle(document.body).backgroundColor");

  it("opens without a complaint or a request, and shows the verdict and the picture", async () => {
    await opened(REPORT, {}, async ({ page }) => {
      expect(await page.locator("h1").innerText()).toContain("3,400 items belong to 1 other person.");
      expect(await page.locator(".unfinished").isVisible()).toBe(false);
      expect(await page.locator("svg rect").count()).toBe(2);
      expect(await page.locator("svg rect").first().boundingBox()).toMatchObject({ height: 46 });
      expect(await page.getByRole("status").innerText()).toBe("4 files.");
    });
  });

  it("is filtered with the keyboard alone", async () => {
    await opened(REPORT, {}, async ({ page }) => {
      await page.keyboard.press("Tab");
      expect(await page.evaluate("document.activeElement.textContent")).toBe("To the result");
      for (let presses = 0; presses < 60; presses += 1) {
        if ((await page.evaluate("document.activeElement.id")) === "list-text") break;
        await page.keyboard.press("Tab");
      }
      await page.keyboard.type("TWO.wav");
      await expect.poll(() => paths(page)).toEqual(["audio/two.wav"]);
      expect(await page.getByRole("status").innerText()).toBe("1 of 4 files match.");
      expect(await page.evaluate("getComputedStyle(document.activeElement).outlineStyle")).toBe("solid");
      await page.keyboard.press("Tab");
      await page.keyboard.press("Tab");
      await page.keyboard.type("not inspected");
      await page.keyboard.press("Tab");
      await page.keyboard.press("Tab");
      expect(await page.evaluate("document.activeElement.textContent")).toBe("Show all");
      await page.keyboard.press("Enter");
      await expect.poll(() => paths(page)).toHaveLength(4);
    });
  });

  it("is filtered by whose a file is and whether it was looked at, with numbers that add up", async () => {
    await opened(REPORT, {}, async ({ page }) => {
      expect(await page.locator("#list-whose option").allTextContents()).toEqual([
        "everybody's (4)",
        "another person's (2)",
        "the requester's (1)",
        "not known (1)",
      ]);
      await page.selectOption("#list-whose", { label: "another person's (2)" });
      expect(await paths(page)).toEqual(["audio/one.wav", "audio/two.wav"]);
      await page.selectOption("#list-whose", "");
      await page.selectOption("#list-fate", "unread");
      expect(await paths(page)).toEqual(["old.7z"]);
      await page.getByRole("button", { name: "Show all" }).click();
      await page.selectOption("#list-order", "bundle");
      expect(await paths(page)).toEqual(FILES.map(({ path }) => path));
    });
  });

  it("shows the files of a reason from there", async () => {
    await opened(REPORT, {}, async ({ page }) => {
      await page.locator("summary", { hasText: "Where, and what to do" }).first().click();
      await page.getByRole("button", { name: "Show in the list of files" }).first().click();
      expect(await page.inputValue("#list-text")).toBe("Alexa/audio/");
      expect(await page.evaluate("document.activeElement.id")).toBe("files");
    });
  });

  it("is dark where the reader has set that, and light on paper all the same", async () => {
    const rgb = (colour: string): string =>
      `rgb(${[1, 3, 5].map((at) => Number.parseInt(colour.slice(at, at + 2), 16)).join(", ")})`;
    await opened(REPORT, { colorScheme: "light" }, async ({ page }) => {
      expect(await paper(page)).toBe(rgb(LIGHT.paper));
    });
    await opened(REPORT, { colorScheme: "dark" }, async ({ page }) => {
      expect(await paper(page)).toBe(rgb(DARK.paper));
      await page.emulateMedia({ media: "print" });
      expect(await paper(page)).toBe(rgb(PRINTED.paper));
    });
  });

  it("shows every section on paper, all that can be looked up, and no control", async () => {
    await opened(REPORT, {}, async ({ page }) => {
      expect(await page.locator("details[open]").count()).toBe(0);
      await page.emulateMedia({ media: "print" });
      const sections = await page.locator("main > section").all();
      expect(sections.length).toBeGreaterThan(6);
      for (const part of sections) expect(await part.isVisible()).toBe(true);
      for (const part of await page.locator("details > div").all()) expect(await part.isVisible()).toBe(true);
      for (const part of await page.locator("button, input, select, summary").all())
        expect(await part.isVisible()).toBe(false);
      await page.emulateMedia({ media: "screen" });
      await expect.poll(() => page.locator("details[open]").count()).toBe(0);
    });
  });

  it("shows everything without its program, too", async () => {
    await opened(REPORT, { javaScriptEnabled: false }, async ({ page }) => {
      for (const part of await page.locator("details > div").all()) expect(await part.isVisible()).toBe(true);
      expect(await paths(page)).toEqual(["audio/one.wav", "audio/two.wav", "old.7z", "orders.csv"]);
      expect(await page.locator("#list-filters").isVisible()).toBe(false);
    });
  });

  it("fits a phone", async () => {
    await opened(REPORT, { viewport: { width: 360, height: 740 } }, async ({ page }) => {
      expect(await page.evaluate("document.documentElement.scrollWidth")).toBe(360);
      for (const row of await page.locator("#list-rows tr").all())
        expect((await row.boundingBox())?.height).toBeLessThan(140);
    });
  });

  it("gets nothing into the page from names made to deceive", async () => {
    const hostile = [
      "</script><script>alert(1)</script>",
      "<img src=x onerror=alert(1)>",
      "\"><svg onload=alert(1)>'",
      "</title><iframe src=https://evil.example></iframe>",
      "--></style><link rel=stylesheet href=https://evil.example/x.css>",
      "gpj.\u202eexe\u0000\ud800",
    ];
    const text = hostile.join(" ");
    const events = report({
      bundle: { name: text, layouts: [{ name: text, given: true, digest: text }] },
      subject: { ref: text },
      policy: { digest: text, accepted: [{ files: text, why: text, entries: 1, state: "used" }] },
      verdict: { outcome: "stray", exitCode: 1, codes: ["stray-records"], reasons: hostile, paste: hostile },
      records: { stray: 1 },
      owners: [owner({ id: text, identifiers: [{ kind: "name", masked: text }], from: text })],
      findings: hostile.map((each) =>
        finding({ rule: each, title: each, message: each, entry: each, owner: each, places: [each] }),
      ),
      entries: hostile.map((each, index) =>
        entry({ id: `0.${index}`, path: each, detail: each, format: each, facts: { [each]: each } }),
      ),
    });
    await opened(events, {}, async ({ page }) => {
      expect(await page.locator("script, img, iframe, link, [onload], [onerror]").count()).toBe(2);
      expect(await page.locator("script").allTextContents()).not.toContain("alert(1)");
      expect(await page.locator("body > *").count()).toBe(7);
      expect(await paths(page)).toHaveLength(hostile.length);
      expect((await paths(page))[1]).toBe("<img src=x onerror=alert(1)>");
      await page.fill("#list-text", "<img");
      await expect.poll(() => paths(page)).toEqual(["<img src=x onerror=alert(1)>"]);
    });
  });

  it("opens, filters and turns pages with 100,000 files", async () => {
    const entries = Array.from({ length: 100_000 }, (_, index) =>
      entry({
        id: `0.${index}`,
        path: `folder ${index % 100}/file ${index}.csv`,
        attribution: index === 77_777 ? "stray" : "own",
      }),
    );
    await opened(strayReport({ entries }), {}, async ({ page }) => {
      expect(await page.getByRole("status").innerText()).toBe("100,000 files; shown: 1 to 100.");
      expect((await paths(page))[0]).toBe("folder 77/file 77777.csv");
      await page.getByRole("button", { name: "Next" }).click();
      expect(await page.getByRole("status").innerText()).toBe("100,000 files; shown: 101 to 200.");
      await page.fill("#list-text", "folder 7/");
      await expect
        .poll(() => page.getByRole("status").innerText())
        .toBe("1,000 of 100,000 files match; shown: 1 to 100.");
      await page.emulateMedia({ media: "print" });
      await expect
        .poll(() => page.getByRole("status").innerText())
        .toContain("Not on paper: 800 files; the JSON report lists all.");
    });
  });

  it("says of a page that was cut off that it proves nothing", async () => {
    const path = join(folder, "cut.html");
    const text = await collected(
      htmlReporter.render(stream(REPORT), { color: 0, columns: 0, verbose: false, rules: [] }),
    );
    writeFileSync(path, text.slice(0, text.indexOf("Words used here</h2>")));
    const page = await browser.newPage();
    await page.goto(pathToFileURL(path).href);
    expect(await page.getByRole("alert").isVisible()).toBe(true);
    await page.close();
  });
});
