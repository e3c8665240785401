import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { chromium, type Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { BEN, CLARA } from "../../fixtures/support/people.ts";
import { csvEntry, textEntry } from "../../fixtures/support/text.ts";
import { reportOf } from "../../src/cli/run-who.ts";
import type { PeopleReport } from "../../src/model/people.ts";
import { peopleReporter } from "../../src/reporters/index.ts";
import { chromiumPath } from "../support/chromium.ts";
import { surveyed } from "../support/surveyed.ts";

vi.mock("node:worker_threads", () => import("../../fixtures/support/threads-in-process.ts"));

const executablePath = chromiumPath();
const HOSTILE = "<img src=x onerror=alert(1)>\u202e";

/** Two people who share a device, in files whose names are markup. */
async function hostile(person?: string): Promise<PeopleReport> {
  const rows = [BEN, CLARA].flatMap(({ account }, index) => [
    [account, BEN.device, `2026-0${index + 1}-03T10:00:00Z`, "x"],
    [`${HOSTILE}-${index}1`, "", "", ""],
  ]);
  const found = await surveyed([
    csvEntry(`${HOSTILE}/calls.csv`, ["customerId", "serialNumber", "time", "latitude"], rows),
    textEntry(`${"long".repeat(60)}.txt`, "nobody\n"),
  ]);
  return reportOf(found, person);
}

describe.skipIf(executablePath === undefined)(
  "the page of people in Chromium (skipped where no Chromium is installed)",
  () => {
    let folder: string;
    let browser: Browser;

    beforeAll(async () => {
      folder = mkdtempSync(join(tmpdir(), "straycheck-people-"));
      browser = await chromium.launch({
        ...(executablePath === undefined ? {} : { executablePath }),
        // Chromium's sandbox refuses to start for root; the pages are ours.
        args: process.getuid?.() === 0 ? ["--no-sandbox"] : [],
      });
    });

    afterAll(async () => {
      await browser.close();
      rmSync(folder, { recursive: true, force: true });
    });

    it.each([
      [undefined, 1200],
      [undefined, 360],
      ["stranger-1", 800],
    ])(
      "shows %s at %i pixels, asks for nothing, runs nothing of the bundle, and is no wider than the screen",
      async (person, width) => {
        const path = join(folder, "who.html");
        const html = await peopleReporter("html");
        writeFileSync(
          path,
          (await html?.render(await hostile(person), { color: 0, columns: 0, verbose: false })) ?? "",
        );
        const url = pathToFileURL(path).href;
        const page = await browser.newPage({ viewport: { width, height: 900 } });
        const complaints: string[] = [];
        const requests: string[] = [];
        page.on("console", (message) => complaints.push(message.text()));
        page.on("pageerror", (error) => complaints.push(error.message));
        page.on("dialog", (dialog) => {
          complaints.push(dialog.message());
          void dialog.dismiss();
        });
        page.on("request", (request) => requests.push(request.url()));
        await page.goto(url);
        expect(await page.locator("img").count()).toBe(0);
        expect(await page.locator("figure.graph svg").count()).toBe(1);
        expect(await page.locator(".unfinished").isVisible()).toBe(false);
        expect(await page.locator("main").textContent()).toContain("stranger-1");
        expect(await page.content()).not.toContain(BEN.account);
        expect(await page.evaluate("document.documentElement.scrollWidth - innerWidth")).toBeLessThanOrEqual(
          0,
        );
        expect(complaints).toEqual([]);
        expect(requests).toEqual([url]);
        await page.close();
      },
    );
  },
);
