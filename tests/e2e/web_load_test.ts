import assert from "node:assert/strict";
import type { Browser, Page } from "playwright-core";
import {
  orderFile,
  progressFile,
  reportFile,
  writeLoad,
} from "../../server/web/load/load_fixture.ts";
import { oracleTest } from "../../tools/oracle.ts";
import { until } from "../harness/platform.ts";
import { type RunningService, startService } from "../harness/start_service.ts";
import { type RunningTelemetry, startTelemetry } from "../harness/start_telemetry.ts";
import { axeViolations, type Look, LOOKS, openBrowser, openPage } from "./web_browser.ts";
import { startFleetRig } from "./web_fleet_rig.ts";
import { createFleetScript } from "./web_fleet_script.ts";

const WIDE = { colorScheme: "light", width: 1440 } as const;
const ROOT = new URL("../../", import.meta.url).pathname;
/** A page as the runner writes them, in which somebody has put a script. */
const WHOLE = `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>load-1</title>
<style>h1 { color: rgb(1, 2, 3); }</style></head><body><main><h1>Failed</h1></main>
<script>document.title = "it ran";</script></body></html>`;

/** A home with loads, what their charts are read from, and the page. */
interface LoadsRig {
  /** Where the loads are. */
  readonly dir: string;
  readonly telemetry: RunningTelemetry;
  readonly web: RunningService;
  readonly browser: Browser;
}

/** Says once a second how a load goes, to its file and to telemetry, as its runner does. */
class FakeRunner {
  readonly #startedAtMs = Date.now() - 10_000;
  #started = 0;

  constructor(readonly rig: LoadsRig, readonly id: string) {}

  /** Begins ten seconds ago, so that there is a line to draw. */
  async begin(): Promise<void> {
    await writeLoad(this.rig.dir, this.id, { "order.json": orderFile({ id: this.id }) });
    for (let second = 1; second <= 10; second++) {
      await this.say(this.#startedAtMs + second * 1_000);
    }
  }

  async say(nowMs: number): Promise<void> {
    this.#started++;
    const response = await fetch(`${this.rig.telemetry.url}/v1/metrics`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(this.#numbers(nowMs)),
    });
    assert.ok(response.ok, await response.text());
    const elapsedMs = nowMs - this.#startedAtMs;
    const progress = progressFile(nowMs, { elapsedMs, started: this.#started });
    await writeLoad(this.rig.dir, this.id, { "progress.json": progress });
  }

  /** All starts took 420 ms; names and forms are those of load/runner/load_series.ts. */
  #numbers(nowMs: number) {
    const count = this.#started;
    const frame = (labels: Readonly<Record<string, string>> = {}) => ({
      attributes: Object.entries({ run: this.id, ...labels })
        .map(([key, stringValue]) => ({ key, value: { stringValue } })),
      startTimeUnixNano: `${this.#startedAtMs}000000`,
      timeUnixNano: `${nowMs}000000`,
    });
    const sum = (name: string, point: object) => ({
      name,
      sum: { aggregationTemporality: 2, isMonotonic: true, dataPoints: [point] },
    });
    const buckets = { bucketCounts: ["0", `${count}`, "0"], explicitBounds: [250, 500] };
    const startup = { ...frame(), count: `${count}`, sum: 420 * count, ...buckets };
    const metrics = [
      sum("netops_load_starts_total", { ...frame({ outcome: "started" }), asDouble: count }),
      sum("netops_load_stalls_total", { ...frame(), asDouble: Math.floor(count / 4) }),
      sum("netops_load_failovers_total", { ...frame(), asDouble: 0 }),
      {
        name: "netops_load_running",
        gauge: { dataPoints: [{ ...frame(), asDouble: 12 }] },
      },
      {
        name: "netops_load_startup_ms",
        histogram: { aggregationTemporality: 2, dataPoints: [startup] },
      },
    ];
    const attributes = [{ key: "service.name", value: { stringValue: "load" } }];
    return { resourceMetrics: [{ resource: { attributes }, scopeMetrics: [{ metrics }] }] };
  }
}

async function show(page: Page, url: string): Promise<void> {
  await page.goto(url);
  await page.locator(".link-state", { hasText: "Live" }).waitFor();
}

/** Nobody ran a load: it says what to type, on a page without JavaScript too. */
async function saysWhatToType({ web, browser }: LoadsRig): Promise<void> {
  await using watched = await openPage(browser, { ...WIDE, javaScriptEnabled: false });
  await watched.page.goto(`${web.url}/ops?tab=loads`);
  await watched.page.getByText("No load was run here yet").waitFor();
  await watched.page.getByText("netops load run hotpath --rate 3 --for 1m").waitFor();
}

/** By keyboard to the view; a load that begins, goes on and ends is seen without a reload. */
async function follows(rig: LoadsRig): Promise<void> {
  await using watched = await openPage(rig.browser, WIDE);
  const { page } = watched;
  await show(page, `${rig.web.url}/ops`);
  await page.keyboard.press("g");
  await page.keyboard.press("s");
  await page.getByText("No load was run here yet").waitFor();
  const runner = new FakeRunner(rig, "load-1");
  await runner.begin();
  await page.getByRole("heading", { name: "load-1: running" }).waitFor();
  const figures = page.locator(".load-figures");
  await figures.getByText("2.8").waitFor();
  await figures.getByText("of 3.0 asked").waitFor();
  await page.getByText("running, 30 s left of 40 s").waitFor();
  await page.getByRole("progressbar", { name: "Time of the load" }).waitFor();
  await until("its line is drawn and goes on", 15_000, async () => {
    await runner.say(Date.now());
    const chart = page.getByRole("img", { name: /^Chart of Startup in ms: .*p95 ends at \d/ });
    return await chart.locator("canvas").count() === 1;
  });
  for (
    const words of [/^Chart of Starts .*started ends at/, /^Chart of Sessions at once: .* 12$/]
  ) {
    await page.getByRole("img", { name: words }).waitFor();
  }
  await page.getByRole("img", { name: /^Chart of Stalls .*stalls ends at/ }).waitFor();
  await looksWell(rig, "/ops?tab=loads", LOOKS[1]!);
  await writeLoad(rig.dir, "load-1", { "report.html": WHOLE, "report.json": reportFile() });
  const row = page.getByRole("row", { name: /Failed load-1, hotpath/ });
  await row.filter({ hasText: "4.02 s" }).filter({ hasText: "p(95)<2000 was crossed" }).waitFor();
  assert.equal(await page.getByRole("heading", { name: "load-1: running" }).count(), 0);
  assert.deepEqual(watched.complaints, []);
}

/** One load: why, its thresholds, what to type, and its whole page, which can run nothing. */
async function tellsOne(rig: LoadsRig): Promise<void> {
  await using watched = await openPage(rig.browser, WIDE);
  const { page } = watched;
  await show(page, `${rig.web.url}/ops?tab=loads`);
  await page.getByRole("link", { name: "load-1, hotpath" }).focus();
  await page.keyboard.press("Enter");
  await page.getByRole("heading", { name: "load-1: failed" }).waitFor();
  const crossed = page.getByRole("row", { name: /failed startup, p95/ });
  await crossed.filter({ hasText: "below 2.00 s" }).filter({ hasText: "4.02 s" }).waitFor();
  await page.getByRole("row", { name: /unknown failed requests/ }).waitFor();
  await page.getByText("hang on c001").waitFor();
  await page.getByRole("button", { name: "Copy command netops load report load-1" }).waitFor();
  await page.getByText(/^netops load run hotpath --rate 3 .*--with chaos:oca-hang$/).waitFor();
  await looksWell(rig, "/ops?tab=loads&load=load-1", LOOKS[0]!);
  assert.deepEqual(watched.complaints, []);
  await page.getByRole("link", { name: "Whole report of load-1" }).click();
  await page.getByRole("heading", { name: "Failed", exact: true }).waitFor();
  const colour = await page.evaluate("getComputedStyle(document.querySelector('h1')).color");
  assert.equal(colour, "rgb(1, 2, 3)", "its own style is in force");
  assert.equal(await page.title(), "load-1", "and a script in it is not");
}

/** Of a folder nothing is given out but that page. */
async function givesOutNothingElse({ web, dir }: LoadsRig): Promise<void> {
  await writeLoad(dir, "load-1", { "accounts.json": "secret" });
  const paths = [
    "load-1/accounts.json",
    "load-1/order.json",
    "load-2/report.html",
    "x/report.html",
  ];
  for (const path of [...paths, "load-1%2f..%2fload-1/report.html", "..%2fload-1/report.html"]) {
    const response = await fetch(`${web.url}/ops/loads/${path}`);
    assert.equal(response.status, 404, path);
    await response.body?.cancel();
  }
  const foreign = await fetch(`${web.url}/ops/loads/load-1/report.html`, {
    headers: { origin: "http://evil.example" },
  });
  assert.equal(foreign.status, 403, await foreign.text());
}

async function looksWell({ web, browser }: LoadsRig, view: string, look: Look): Promise<void> {
  await using watched = await openPage(browser, look);
  const { page } = watched;
  await show(page, web.url + view);
  await page.getByRole("heading", { name: /^load-1: / }).waitFor();
  assert.deepEqual(await axeViolations(page), [], view);
  const wide = await page.evaluate<number>("document.documentElement.scrollWidth - innerWidth");
  assert.equal(Math.max(0, wide), 0, `${view} scrolls sideways`);
  assert.deepEqual(watched.complaints, []);
}

oracleTest(
  "chromium",
  "the ops page follows a load, charts it, tells its verdict, and shows its whole report",
  async ({ path }) => {
    await using fleet = startFleetRig(createFleetScript());
    await using telemetry = await startTelemetry({ fleetUrl: fleet.url });
    const { home } = telemetry.service.boot;
    const dir = `${home}/data/loads`;
    await using web = await startService({
      entry: "server/web/main.ts",
      boot: { fleetUrl: fleet.url, registryUrl: fleet.url, telemetryUrl: telemetry.url, home },
      // As in a platform: of the home it reads nothing but loads.
      permissions: ["--allow-net=127.0.0.1", `--allow-read=${ROOT},${dir}`, "--no-prompt"],
    });
    await using browser = await openBrowser(path);
    const rig: LoadsRig = { dir, telemetry, web, browser };
    await saysWhatToType(rig);
    await follows(rig);
    await tellsOne(rig);
    await givesOutNothingElse(rig);
  },
);
