import assert from "node:assert/strict";
import { pathToFileURL } from "node:url";
import { renderLoadHtml } from "@netops/load/report";
import type { Browser, Page } from "playwright-core";
// deno-lint-ignore netops/front-door -- what tests look at is no part of a door
import * as fixture from "../../load/report/report_fixture.ts";
import { oracleTest } from "../../tools/oracle.ts";
import { axeViolations, type Look, LOOKS, openBrowser, openPage } from "./web_browser.ts";

const PAGES = {
  stream: renderLoadHtml(fixture.streamReport()),
  script: renderLoadHtml(fixture.scriptReport()),
  inconclusive: renderLoadHtml(fixture.inconclusiveReport()),
};

/** The first page is looked at in each width and scheme; the others where they differ most. */
const LOOKS_OF: Readonly<Record<string, readonly Look[]>> = {
  script: [{ colorScheme: "dark", width: 390 }],
  inconclusive: [{ colorScheme: "light", width: 390 }],
};

/** Opens a report as its reader does, from its file. */
async function looksWell(browser: Browser, file: string, look: Look): Promise<void> {
  const name = `${file} ${look.colorScheme} ${look.width}`;
  await using watched = await openPage(browser, look);
  const { page } = watched;
  const asked: string[] = [];
  page.on("request", (request) => asked.push(request.url()));
  const url = pathToFileURL(file).href;
  await page.goto(url);
  assert.deepEqual(await axeViolations(page), [], name);
  assert.equal(await tooWidePx(page), 0, `${name} scrolls sideways`);
  const [shown, hidden] = look.width > 752 ? ["wide", "slim"] : ["slim", "wide"];
  assert.ok(await page.locator(`svg.${shown}:visible`).count() > 0, `${name}: no ${shown} drawing`);
  assert.equal(await page.locator(`svg.${hidden}:visible`).count(), 0, name);
  assert.deepEqual(await textsOutside(page), [], name);
  assert.deepEqual(asked, [url], `${name} asks for something else`);
  assert.deepEqual(watched.complaints, [], name);
}

/** One table of numbers, as every chart has one. */
async function unfoldsWell(browser: Browser, file: string): Promise<void> {
  await using watched = await openPage(browser, { colorScheme: "dark", width: 390 });
  const { page } = watched;
  await page.goto(pathToFileURL(file).href);
  await page.getByText("Numbers: Throughput per OCA").click();
  await page.getByRole("table", { name: "Throughput per OCA: Mbit/s" }).waitFor();
  assert.deepEqual(await axeViolations(page), []);
  await page.evaluate("document.querySelectorAll('details').forEach((one) => one.open = true)");
  assert.equal(await tooWidePx(page), 0, "unfolded, it scrolls sideways");
}

async function tooWidePx(page: Page): Promise<number> {
  return await page.evaluate("Math.max(0, document.documentElement.scrollWidth - innerWidth)");
}

/** Texts of a drawing that lie outside of it are cut off, or lie on something else. */
async function textsOutside(page: Page): Promise<readonly string[]> {
  return await page.evaluate(`
    [...document.querySelectorAll("figure svg")].flatMap((svg) => {
      const box = svg.getBoundingClientRect();
      return [...svg.querySelectorAll("text")].filter((text) => {
        const { left, right } = text.getBoundingClientRect();
        return right > box.right + 1 || left < box.left - 1;
      }).map((text) => text.textContent);
    })`);
}

async function printsDrawings(browser: Browser, file: string): Promise<void> {
  await using watched = await openPage(browser, { colorScheme: "dark", width: 703 });
  const { page } = watched;
  await page.emulateMedia({ media: "print" });
  await page.goto(pathToFileURL(file).href);
  assert.equal(await page.locator("svg.wide:visible").count(), 8, "lanes, six charts, one stack");
  assert.equal(await page.locator("svg.slim:visible").count(), 0);
  const colors = await page.evaluate<string[]>(
    "[getComputedStyle(document.body).backgroundColor, getComputedStyle(document.body).color]",
  );
  assert.deepEqual(colors, ["rgb(255, 255, 255)", "rgb(0, 0, 0)"], "dark ink on white paper");
  assert.equal(await tooWidePx(page), 0, "the print is cut off");
}

oracleTest(
  "chromium",
  "the page of a load is for everyone: any width, scheme and reader, on paper, without a network",
  async ({ path }) => {
    const folder = await Deno.makeTempDir({ prefix: "netops-load-page-" });
    try {
      await using browser = await openBrowser(path);
      for (const [name, page] of Object.entries(PAGES)) {
        const file = `${folder}/${name}.html`;
        await Deno.writeTextFile(file, page);
        for (const look of LOOKS_OF[name] ?? LOOKS) await looksWell(browser, file, look);
      }
      const file = `${folder}/stream.html`;
      await unfoldsWell(browser, file);
      await printsDrawings(browser, file);
    } finally {
      await Deno.remove(folder, { recursive: true });
    }
  },
);
