import assert from "node:assert/strict";
import type { Browser, Page } from "playwright-core";
import { oracleTest } from "../../tools/oracle.ts";
import { axeViolations, LOOKS, openBrowser, openPage } from "./web_browser.ts";
import {
  FAILED_TRACE,
  GOOD_TRACE,
  startTelemetryRig,
  type TelemetryRig,
} from "./web_telemetry_rig.ts";

const WIDE = { colorScheme: "light", width: 1440 } as const;
const RATE = "sum by (upstream_app) (rate(upstream_request_duration_seconds_count[5s]))";
const EXPLORER = `/ops?tab=metrics&query=${encodeURIComponent(RATE)}&range=5m`;
const VIEWS = [
  "/ops?tab=traces",
  `/ops?tab=traces&trace=${FAILED_TRACE}`,
  "/ops?tab=logs",
  "/ops?tab=metrics",
  EXPLORER,
  `/ops?tab=metrics&query=${encodeURIComponent('{__name__=~".+"}')}&range=5m`,
];

async function live(page: Page): Promise<void> {
  await page.locator(".link-state", { hasText: "Live" }).waitFor();
}

/** Waits until no panel waits for its first answer. */
async function read(page: Page): Promise<void> {
  await live(page);
  await page.locator("main [role=status]", { hasText: "Reading" }).first()
    .waitFor({ state: "detached" });
}

async function listsTraces(page: Page): Promise<void> {
  const rows = page.locator(".trace-row");
  assert.equal(await rows.count(), 2);
  await rows.first().filter({ hasText: "1.45 s" }).filter({ hasText: "2 errors" }).waitFor();
  // What a stranger calls his span is text: no element of it, and no sign of it acts.
  assert.equal(await page.locator("img").count(), 0);
  assert.match(
    await rows.first().innerText(),
    /<img src=x onerror=alert\(1\)> \\x1b\[31mred\\u202e/,
  );

  await page.getByLabel("Show").selectOption("failed");
  await rows.nth(1).waitFor({ state: "detached" });
  await page.getByLabel("Show").selectOption("");
  await page.getByRole("combobox", { name: "Service" }).selectOption("catalog");
  await rows.filter({ hasText: "GET /hello" }).waitFor();
  await rows.nth(1).waitFor({ state: "detached" });
  await page.getByRole("combobox", { name: "Service" }).selectOption("");
  await rows.nth(1).waitFor();
  await page.getByLabel("Filter").fill("get /h");
  await rows.nth(1).waitFor({ state: "detached" });
  await page.getByRole("link", { name: "GET /hello" }).click();
}

async function showsWaterfall(page: Page, url: string): Promise<void> {
  await page.getByRole("heading", { name: "gateway: GET /hello" }).waitFor();
  assert.equal(page.url(), `${url}/ops?tab=traces&trace=${GOOD_TRACE}`);
  const bars = await page.locator(".span-bar rect").evaluateAll((all) =>
    all.map((bar) => [
      Math.round(parseFloat(bar.getAttribute("x") ?? "")),
      Math.round(parseFloat(bar.getAttribute("width") ?? "")),
      bar.classList[0],
    ])
  );
  assert.deepEqual(bars, [[0, 100, "fill-0"], [8, 83, "fill-1"], [25, 50, "fill-2"]]);
  const detail = page.locator("section[aria-labelledby=span]");
  assert.equal(await detail.getByText("/titles").count(), 0, "the root has no such attribute");
  const third = page.getByRole("link", { name: "catalog GET titles" });
  await third.focus();
  await page.keyboard.press("Enter");
  await detail.getByText("/titles").waitFor();
  assert.match(page.url(), /&span=00000000000000a3$/);
  assert.equal(await third.getAttribute("aria-current"), "true");
  const lines = page.locator("section[aria-labelledby=trace-lines] .line");
  assert.match(await lines.innerText(), /the shelf is empty/);
}

async function showTraces(rig: TelemetryRig, browser: Browser): Promise<void> {
  await using watched = await openPage(browser, WIDE);
  const { page } = watched;
  await page.goto(`${rig.web.url}/ops`);
  await live(page);
  assert.equal(
    await page.getByRole("link", { name: "Watch", exact: true }).getAttribute("href"),
    "http://127.0.0.1:7070/watch",
  );
  await page.locator("main").focus();
  await page.keyboard.press("g");
  await page.keyboard.press("t");
  await page.locator(".trace-row").nth(1).waitFor();
  await listsTraces(page);
  await showsWaterfall(page, rig.web.url);

  // The trace that is named by an event leads to its waterfall, which names the event.
  await page.goto(`${rig.web.url}/ops?tab=events`);
  await live(page);
  await page.getByText("breaker opened: gets no requests · from closed 1").first().waitFor();
  await page.getByRole("link", { name: `trace ${FAILED_TRACE.slice(0, 8)}` }).first().click();
  await page.locator("section[aria-labelledby=trace-events] li", { hasText: "breaker.opened" })
    .first().waitFor();
  assert.equal(await page.locator(".span-name .tone-bad").count(), 2, "spans that failed");
  await page.goto(`${rig.web.url}/ops?tab=traces&trace=${"0".repeat(31)}1`);
  await page.getByText("No span of this trace is known").waitFor();
  assert.deepEqual(await axeViolations(page), [], "a trace that is unknown");
  assert.deepEqual(watched.complaints, []);
}

async function searchLogs(rig: TelemetryRig, browser: Browser): Promise<void> {
  await using watched = await openPage(browser, WIDE);
  const { page } = watched;
  await page.goto(`${rig.web.url}/ops?tab=logs`);
  await live(page);
  const lines = page.locator(".line");
  const exactly = async (count: number) => {
    await page.locator(".note", { hasText: count === 1 ? /^1 line$/ : `${count} lines` }).waitFor();
    assert.equal(await lines.count(), count);
  };
  await exactly(3);
  await page.getByLabel("Search").fill("EMPTY <img");
  await exactly(1);
  assert.match(await lines.innerText(), /\\x1b\[31mred/);
  await page.getByLabel("Search").fill("");
  await page.getByLabel("Level").selectOption("warn");
  await exactly(2);
  await page.getByLabel("Application").selectOption("catalog");
  await page.getByLabel("Time").selectOption("5m");
  await exactly(1);
  assert.equal(page.url(), `${rig.web.url}/ops?tab=logs&app=catalog&level=warn&range=5m`);
  await page.getByRole("link", { name: `trace ${GOOD_TRACE.slice(0, 8)}` }).click();
  await page.getByRole("link", { name: "Open in Logs" }).click();
  await exactly(1);
  await page.getByText("Only lines of trace").waitFor();
  // Without a time one application is followed live, as fleet tells it.
  await page.goto(`${rig.web.url}/ops?tab=logs&app=hello`);
  await page.getByText("48 of 48 lines").waitFor();
  assert.deepEqual(watched.complaints, []);
}

async function drawQueries(rig: TelemetryRig, browser: Browser): Promise<void> {
  await using watched = await openPage(browser, WIDE);
  const { page } = watched;
  await page.goto(`${rig.web.url}/ops?tab=metrics`);
  await read(page);
  assert.equal(await page.locator(".board > .chart").count(), 6);
  await page.getByText("No breaker has changed its state").waitFor();

  await page.getByLabel("PromQL").fill("sum(rate(");
  await page.keyboard.press("Enter");
  await page.getByRole("alert").getByText(/^invalid parameter "query": 1:\d+: parse error: /)
    .waitFor();
  assert.deepEqual(await axeViolations(page), [], "a query that is refused");
  await page.getByLabel("PromQL").fill(RATE);
  await page.getByRole("button", { name: "Run" }).click();
  await page.getByRole("link", { name: "15 min", exact: true }).click();
  await page.waitForURL(/range=15m/);
  await page.getByRole("link", { name: "5 min", exact: true }).click();
  const row = page.locator(".legend tr", { hasText: "catalog" });
  await row.getByText(/^13\d/).first().waitFor();
  await page.reload();
  assert.equal(new URL(page.url()).searchParams.get("query"), RATE);
  const canvas = page.locator(".plot canvas");
  await canvas.waitFor();

  const box = await canvas.boundingBox();
  assert.ok(box);
  await page.mouse.move(box.x + box.width - 30, box.y + 100);
  await page.locator(".legend thead .at", { hasText: /^\d\d:\d\d:\d\d$/ }).waitFor();
  await pointsAtEvents(page);

  await page.getByText("All numbers of this chart").click();
  const numbers = page.getByRole("region", { name: "All numbers" });
  await numbers.locator("tbody tr").nth(150).waitFor();
  assertMedianRate(await numbers.locator("tbody tr").allInnerTexts());
  assert.deepEqual(watched.complaints, []);
}

/** A late scrape makes one rate too high and the next too low: only most rows tell the truth. */
function assertMedianRate(rows: readonly string[]): void {
  const rates = rows.map((row) => Number(row.split("\t")[1])).filter((rate) => rate > 0);
  const median = rates.toSorted((a, b) => a - b)[Math.floor(rates.length / 2)] ?? 0;
  assert.ok(median >= 120 && median < 150, `${median} of ${rates.join(" ")}`);
}

/** The ribbon tells its events to the pointer and to the keyboard, and leads to their trace. */
async function pointsAtEvents(page: Page): Promise<void> {
  const ribbon = page.getByRole("listbox", { name: /Events over this chart/ });
  const mark = ribbon.getByRole("option", { name: /breaker\.opened catalog-v000-1/ }).last();
  const told = page.locator(".chart-event", { hasText: "breaker opened: gets no requests" });
  const place = await mark.boundingBox();
  assert.ok(place);
  await page.mouse.move(place.x + place.width / 2, place.y + 6);
  await told.waitFor();
  await page.mouse.move(5, 5);
  await told.waitFor({ state: "detached" });
  await ribbon.focus();
  await page.keyboard.press("End");
  await told.waitFor();
  const active = await ribbon.getAttribute("aria-activedescendant");
  assert.equal(await ribbon.locator(`[id="${active}"]`).getAttribute("aria-selected"), "true");
  await page.keyboard.press("Tab");
  assert.equal(
    await page.locator(":focus").getAttribute("href"),
    `/ops?tab=traces&trace=${FAILED_TRACE}`,
  );
}

/** Cells and terms whose text is wider than they are, and is not cut off. */
const RUN_OUT = `[...document.querySelectorAll("main td, main dt, main dd, main .line > span")]
  .filter((one) => one.scrollWidth > one.clientWidth + 1 && one.clientWidth > 0)
  .filter((one) => getComputedStyle(one).overflow === "visible")
  .map((one) => one.outerHTML.slice(0, 120))`;

async function suitEverybody(rig: TelemetryRig, browser: Browser): Promise<void> {
  for (const look of LOOKS) {
    await using watched = await openPage(browser, look);
    const { page } = watched;
    for (const view of VIEWS) {
      await page.goto(rig.web.url + view);
      await read(page);
      const name = `${view} ${look.colorScheme} ${look.width}`;
      assert.deepEqual(await axeViolations(page), [], name);
      const overflow = await page.evaluate<number>(
        "document.documentElement.scrollWidth - innerWidth",
      );
      assert.equal(Math.max(0, overflow), 0, `${name} scrolls sideways`);
      assert.deepEqual(await page.evaluate(RUN_OUT), [], `${name} has text that runs out`);
    }
    assert.deepEqual(watched.complaints, []);
  }

  await using plain = await openPage(browser, { ...WIDE, javaScriptEnabled: false });
  const { page } = plain;
  await page.goto(`${rig.web.url}/ops?tab=traces`);
  await page.getByRole("link", { name: "GET /hello" }).click();
  await page.getByRole("link", { name: "catalog GET titles" }).click();
  assert.equal(await page.getByText("/titles").count(), 1);
  await page.goto(`${rig.web.url}/ops?tab=logs`);
  assert.equal(await page.locator(".line").count(), 3);
  await page.goto(`${rig.web.url}/ops?tab=metrics`);
  await page.getByLabel("PromQL").fill(RATE);
  await page.getByRole("button", { name: "Run" }).click();
  await page.getByText("All numbers of this chart").click();
  assertMedianRate(await page.locator(".all-numbers tbody tr").allInnerTexts());
}

async function liveWithout(rig: TelemetryRig, browser: Browser): Promise<void> {
  await using watched = await openPage(browser, WIDE);
  const { page } = watched;
  await page.goto(`${rig.web.url}/ops?tab=traces`);
  await page.locator(".trace-row").nth(1).waitFor();
  await rig.killTelemetry();
  const silent = page.getByRole("alert").filter({ hasText: "Telemetry does not answer" });
  await silent.waitFor();
  for (const tab of ["logs", "metrics", `traces&trace=${GOOD_TRACE}`]) {
    await page.goto(`${rig.web.url}/ops?tab=${tab}`);
    await silent.first().waitFor();
    await live(page);
    assert.equal(await silent.count(), tab === "metrics" ? 6 : 1, tab);
  }
  assert.deepEqual(await axeViolations(page), [], "telemetry is down");
  await page.goto(`${rig.web.url}/ops`);
  await page.locator(".app-name", { hasText: "hello" }).waitFor();
  await page.goto(`${rig.web.url}/ops?tab=traces`);
  await rig.startTelemetry();
  await page.locator(".trace-row").nth(1).waitFor();
  assert.deepEqual(watched.complaints, []);
}

oracleTest("chromium", "ops page shows what telemetry knows", async ({ path }, _rest, t) => {
  await using rig = await startTelemetryRig();
  await using browser = await openBrowser(path);
  await t.step(
    "traces are listed, and each is a waterfall with its lines and events",
    () => showTraces(rig, browser),
  );
  await t.step(
    "logs of all services are searched, those of one are followed",
    () => searchLogs(rig, browser),
  );
  await t.step(
    "PromQL is drawn with the events over it, and refused in the API's own words",
    () => drawQueries(rig, browser),
  );
  await t.step(
    "nobody is left out: axe, narrow and wide, light and dark, without JavaScript",
    () => suitEverybody(rig, browser),
  );
  await t.step(
    "without telemetry every panel says so, and the page lives on",
    () => liveWithout(rig, browser),
  );
});
