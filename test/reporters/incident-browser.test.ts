import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { chromium, type Browser, type Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { incidentReport } from "../../src/reporters/index.ts";
import { chromiumPath } from "../support/chromium.ts";
import { incident, stranger, surveyOf, type IncidentParts } from "../support/incidents.ts";

const executablePath = chromiumPath();

describe.skipIf(executablePath === undefined)(
  "the report of an incident in Chromium (skipped where no Chromium is installed)",
  () => {
    let folder: string;
    let browser: Browser;

    beforeAll(async () => {
      folder = mkdtempSync(join(tmpdir(), "straycheck-incident-"));
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

    /** Opens a report; fails when the page complains, asks for anything, or is wider than the screen. */
    async function opened(
      parts: IncidentParts,
      use: (page: Page) => Promise<void>,
      width = 1200,
    ): Promise<void> {
      const path = join(folder, "report.html");
      const people = (parts.survey ?? surveyOf()).people.people;
      writeFileSync(path, (await Array.fromAsync(incidentReport(incident(parts), people))).join(""));
      const url = pathToFileURL(path).href;
      const context = await browser.newContext({ viewport: { width, height: 900 } });
      try {
        const page = await context.newPage();
        const complaints: string[] = [];
        const requests: string[] = [];
        page.on("console", (message) => complaints.push(message.text()));
        page.on("pageerror", (error) => complaints.push(error.message));
        page.on("dialog", (dialog) => {
          complaints.push(`a dialog: ${dialog.message()}`);
          void dialog.dismiss();
        });
        page.on("request", (request) => requests.push(request.url()));
        await page.goto(url);
        await use(page);
        const overflow = await page.evaluate("document.documentElement.scrollWidth - innerWidth");
        expect(overflow).toBeLessThanOrEqual(0);
        expect(complaints).toEqual([]);
        expect(requests).toEqual([url]);
      } finally {
        await context.close();
      }
    }

    it("is whole, asks for nothing, and says first how long there is, of how many people", async () => {
      await opened({}, async (page) => {
        expect(await page.locator("h1").innerText()).toContain("PHASE 1 · 48 h 0 min of 72 hours left");
        expect(await page.locator("h1").innerText()).toContain("export.zip: data of 1 other person");
        expect(await page.locator(".unfinished").isVisible()).toBe(false);
        expect(await page.locator("section").count()).toBe(20);
      });
    });

    it("marks what a person must fill, in a box of its own", async () => {
      await opened({}, async (page) => {
        const blanks = await page.locator("#controller ~ .content .to-fill .blank").count();
        expect(blanks).toBe(5);
        expect(await page.locator("dt .tag.to-fill").first().innerText()).toBe("to be filled in by a person");
      });
    });

    it("says that the 72 hours are over", async () => {
      await opened({ now: "2026-11-24T09:30+01:00" }, async (page) => {
        expect(await page.locator("h1").innerText()).toContain("24 h 0 min over the 72 hours");
      });
    });

    it("fits a phone, and shows hostile names as text", async () => {
      const name = `${"x".repeat(300)}<img src=x onerror=alert(1)>\u202e.zip`;
      const { bundle } = surveyOf().people;
      const survey = surveyOf({
        people: { bundle: { ...bundle, name }, people: [stranger(), stranger({ id: "stranger-2" })] },
      });
      await opened(
        { survey },
        async (page) => {
          expect(await page.locator("img").count()).toBe(0);
          expect(await page.locator("h1").innerText()).toContain("<img src=x");
        },
        390,
      );
    });

    it("prints on paper, every section of it", async () => {
      await opened({}, async (page) => {
        await page.emulateMedia({ media: "print" });
        const pdf = await page.pdf({ format: "A4" });
        expect(pdf.subarray(0, 5).toString()).toBe("%PDF-");
        expect(await page.locator("#register").isVisible()).toBe(true);
        expect(await page.locator("main > nav").isVisible()).toBe(false);
      });
    });
  },
);
