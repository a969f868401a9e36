import assert from "node:assert/strict";
import { formatOpsTicket } from "@netops/core/contracts";
import type { Browser, Page } from "playwright-core";
import { oracleTest } from "../../tools/oracle.ts";
import { HELLO_FILES } from "../harness/hello_files.ts";
import { TestPlatform, until } from "../harness/platform.ts";
import { axeViolations, LOOKS, openBrowser, openPage, type WatchedPage } from "./web_browser.ts";

const WIDE = { colorScheme: "light", width: 1440 } as const;

/** A platform with a page, and a browser that may act on it. */
interface ChaosRig {
  readonly platform: TestPlatform;
  readonly browser: Browser;
  readonly ops: string;
  readonly token: string;
}

async function enter(rig: ChaosRig, page: Page): Promise<void> {
  const nonce = crypto.randomUUID().replaceAll("-", "").slice(0, 20);
  const ticket = { expiresAtMs: Date.now() + 60_000, nonce };
  await page.goto(`${rig.ops}/ops/enter?t=${await formatOpsTicket(rig.token, ticket)}`);
}

async function show(rig: ChaosRig, page: Page, path: string): Promise<void> {
  await page.goto(rig.ops + path);
  await page.locator(".link-state", { hasText: "Live" }).waitFor();
}

async function inject(rig: ChaosRig, ...args: readonly string[]): Promise<string> {
  const { code, stdout, stderr } = await rig.platform.run(["chaos", "inject", ...args, "--json"]);
  assert.equal(code, 0, stderr);
  return JSON.parse(stdout).id;
}

async function lever(rig: ChaosRig): Promise<{ lever: string; active: { id: string }[] }> {
  return JSON.parse((await rig.platform.run(["chaos", "status", "--json"])).stdout);
}

/** From a form's first look at who is hit, to the fault at work. */
async function injectFromPage(rig: ChaosRig, { page }: WatchedPage): Promise<void> {
  await show(rig, page, "/ops?tab=chaos&part=kinds&kind=latency");
  await page.getByLabel("delay, ms").fill("250");
  await page.getByLabel("for, seconds").fill("120");
  await page.getByRole("button", { name: "Who would be hit?" }).click();
  const plan = page.locator(".plan");
  await plan.getByRole("heading", { name: "1 instance would be hit for 2 min" }).waitFor();
  await plan.getByText("1 of 2 were asked for").waitFor();
  assert.deepEqual((await lever(rig)).active, [], "a dry run injects nothing");
  const hit = await plan.locator("li", { hasText: "hit" }).first().locator(".id").innerText();
  await plan.getByRole("button", { name: "Inject latency now" }).click();
  await page.getByRole("status").filter({ hasText: "latency is at work on hello" }).waitFor();
  const bar = page.getByRole("region", { name: "Faults on purpose" });
  await bar.getByText(`latency on ${hit.split(" ")[0]}`).waitFor();
}

/** One press in any view, a clear result within 2 s, and the offer to resume at another place. */
async function stopAll(rig: ChaosRig, { page }: WatchedPage): Promise<void> {
  await show(rig, page, "/ops?tab=routes");
  const button = page.getByRole("button", { name: "Stop all" });
  await button.focus();
  const startedMs = performance.now();
  await page.keyboard.press("Enter");
  await page.getByRole("status").filter({ hasText: "1 fault undone, nothing is left" }).waitFor();
  const tookMs = performance.now() - startedMs;
  assert.ok(tookMs < 2_000, `it took ${Math.round(tookMs)} ms`);
  await page.getByText("Chaos is stopped: nothing new is taken").waitFor();
  await page.getByRole("button", { name: "Stopped" }).waitFor();
  assert.deepEqual(await lever(rig), { ...await lever(rig), lever: "stopped", active: [] });
  await page.getByRole("button", { name: "Resume" }).click();
  await page.getByRole("region", { name: "Faults on purpose" }).waitFor({ state: "detached" });
  assert.equal((await lever(rig)).lever, "armed");
}

/** A ready experiment from its button to its verdict, live. */
async function runFromPage(rig: ChaosRig, { page }: WatchedPage): Promise<string> {
  await show(rig, page, "/ops?tab=chaos&part=experiments");
  await page.getByRole("button", { name: "Run instance-slow" }).click();
  const dialog = page.getByRole("dialog", { name: "Run the experiment instance-slow?" });
  await dialog.getByText("netops chaos run instance-slow --var app=hello").waitFor();
  await dialog.getByRole("button", { name: "Run" }).click();
  await page.getByRole("heading", { name: /^Running: One instance is slow/ }).waitFor();
  await page.locator(".run-now").first().waitFor({ state: "attached" });
  await page.getByText("1 experiment running").waitFor();
  await page.getByRole("img", { name: /^Fault latency on hello-v000.* still at work/ }).waitFor();
  await page.getByRole("heading", { name: "Held: One instance is slow" }).waitFor();
  await page.getByText("The steady state held at every check.").waitFor();
  await page.getByRole("img", { name: "Phases: before, method, after, rollbacks, undo, recovery" })
    .waitFor();
  assert.equal(await page.locator(".run-now").count(), 0, "now is no part of what is over");
  await page.locator("#run-events ~ *, .events li", { hasText: "fault.undone" }).first().waitFor();
  return new URL(page.url()).searchParams.get("run") ?? "";
}

async function showTraces({ page }: WatchedPage): Promise<void> {
  await page.getByRole("link", { name: /^Traces of f-/ }).first().click();
  await page.getByText("Only traces that the fault").waitFor();
  assert.match(page.url(), /tab=traces&fault=f-/);
}

async function looksWell(rig: ChaosRig, run: string): Promise<void> {
  const views = ["", "&part=experiments", "&part=kinds&kind=latency&q=late", `&run=${run}`];
  for (const look of LOOKS) {
    await using watched = await openPage(rig.browser, look);
    const { page } = watched;
    await enter(rig, page);
    for (const view of views) {
      await show(rig, page, `/ops?tab=chaos${view}`);
      const name = `${view} ${look.colorScheme} ${look.width}`;
      assert.deepEqual(await axeViolations(page), [], name);
      const wide = await page.evaluate<number>("document.documentElement.scrollWidth - innerWidth");
      assert.equal(Math.max(0, wide), 0, `${name} scrolls sideways`);
    }
    assert.deepEqual(watched.complaints, []);
  }
}

/** Who came by no link reads everything, is told the commands, and can do nothing. */
async function readsOnly(rig: ChaosRig, fault: string): Promise<void> {
  await using watched = await openPage(rig.browser, { ...WIDE, javaScriptEnabled: false });
  const { page } = watched;
  await page.goto(`${rig.ops}/ops?tab=chaos`);
  await page.getByRole("row").filter({ hasText: fault }).getByText("at work").waitFor();
  await page.locator(".chaos-bar").getByText("netops chaos stop --all").waitFor();
  assert.equal(await page.getByRole("button", { name: /^(Stop|Run|Inject)/ }).count(), 0);
  await page.goto(`${rig.ops}/ops?tab=chaos&part=kinds`);
  await page.getByRole("link", { name: "process-pause" }).click();
  await page.getByText("netops chaos inject process-pause --target hello").waitFor();
  const { origin } = new URL(rig.ops);
  const response = await fetch(`${rig.ops}/ops/chaos/stop-all`, {
    ...{ method: "POST", body: "{}" },
    headers: { origin, "content-type": "application/json" },
  });
  assert.equal(response.status, 401, await response.text());
  assert.equal((await lever(rig)).lever, "armed");
}

oracleTest(
  "chromium",
  "the ops page injects, stops and resumes faults, and runs an experiment live to its verdict",
  async ({ path }) => {
    await using platform = await TestPlatform.create(HELLO_FILES);
    const { urls } = await platform.up();
    await using browser = await openBrowser(path);
    const run = JSON.parse(await Deno.readTextFile(`${platform.home}/run.json`));
    const rig: ChaosRig = { platform, browser, ops: urls["ops"] ?? "", token: run.token };
    await using watched = await openPage(browser, WIDE);
    await enter(rig, watched.page);
    await injectFromPage(rig, watched);
    await stopAll(rig, watched);
    const runId = await runFromPage(rig, watched);
    await showTraces(watched);
    const fault = await inject(rig, "latency", "--target", "hello", "--for", "300s");
    await looksWell(rig, runId);
    await readsOnly(rig, fault);
    await show(rig, watched.page, "/ops");
    await watched.page.keyboard.press("x");
    await watched.page.keyboard.press("x");
    await until("two keys stop all", 5_000, async () => (await lever(rig)).lever === "stopped");
    assert.deepEqual(watched.complaints, []);
  },
);
