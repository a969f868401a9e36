import assert from "node:assert/strict";
import { type ExecutionView, formatOpsTicket } from "@netops/core/contracts";
import type { Browser, Page } from "playwright-core";
import { oracleTest } from "../../tools/oracle.ts";
import { ConductorCalls } from "../harness/conductor_calls.ts";
import { until } from "../harness/platform.ts";
import { DeployRig, Traffic } from "./deploy_rig.ts";
import { axeViolations, openBrowser, openPage, type WatchedPage } from "./web_browser.ts";

const WIDE = { colorScheme: "light", width: 1280 } as const;
/** What is looked at how: a list of cards on a narrow page, and all of one deploy on both. */
const LOOKS = [
  { ...WIDE, views: ["one"] },
  { colorScheme: "dark", width: 390, views: ["list", "one"] },
] as const;

/** A platform with a page, what ships on it, and a browser. */
interface PageRig {
  readonly deploys: DeployRig;
  readonly conductor: ConductorCalls;
  readonly browser: Browser;
  readonly ops: string;
}

async function enter({ deploys, ops }: PageRig, page: Page): Promise<void> {
  const { token } = JSON.parse(await Deno.readTextFile(`${deploys.platform.home}/run.json`));
  const nonce = crypto.randomUUID().replaceAll("-", "").slice(0, 20);
  const ticket = { expiresAtMs: Date.now() + 60_000, nonce };
  await page.goto(`${ops}/ops/enter?t=${await formatOpsTicket(token, ticket)}`);
}

async function show({ ops }: PageRig, page: Page, path: string): Promise<void> {
  await page.goto(ops + path);
  await page.locator(".link-state", { hasText: "Live" }).waitFor();
}

/** Starts a canary of a folder, after somebody said yes where it asks. */
async function ship(
  { deploys, conductor }: PageRig,
  dir: string,
  { isAsked, bakeMs }: { readonly isAsked: boolean; readonly bakeMs: number },
): Promise<string> {
  const ask = { name: "ask", type: "approve", message: "Ship it to half of the users?" };
  const { id } = await conductor.start("hello", [
    { name: "bake", type: "bake", from: { kind: "dir", dir: `${deploys.platform.dir}/${dir}` } },
    ...(isAsked ? [{ ...ask, roles: ["sre"] }] : []),
    {
      ...{ name: "deploy", type: "deploy", artifact: { output: "bake.artifact" } },
      ...{ strategy: "canary", sharesPercent: [50], bakeMs, watchMs: 0 },
    },
  ], { by: "ada" });
  return id;
}

function heading(page: Page, name: string | RegExp) {
  return page.getByRole("heading", { name, exact: true });
}

/** Presses a button by keyboard, and says yes where it is asked. */
async function press(page: Page, name: string, command?: string): Promise<void> {
  const button = page.getByRole("main").getByRole("button", { name, exact: true });
  await button.focus();
  await page.keyboard.press("Enter");
  if (command === undefined) return;
  const dialog = page.getByRole("dialog");
  await dialog.getByText(command, { exact: true }).waitFor();
  await dialog.getByRole("button", { name, exact: true }).focus();
  await page.keyboard.press("Enter");
}

/** Who came by no link reads everything, is told the commands, and can do nothing. */
async function readsOnly(rig: PageRig, id: string): Promise<void> {
  await using watched = await openPage(rig.browser, { ...WIDE, javaScriptEnabled: false });
  const { page } = watched;
  await page.goto(`${rig.ops}/ops?tab=deploys`);
  await page.getByRole("link", { name: "hello, trial" }).click();
  await heading(page, "hello: running").waitFor();
  await page.getByText(`netops deploy approve ${id} --stage ask`).waitFor();
  assert.equal(await page.getByRole("main").getByRole("button").count(), 0);
  for (const verb of ["approve", "abort", "go-back"]) {
    const response = await fetch(`${rig.ops}/ops/deploys/${verb}`, {
      ...{ method: "POST", body: JSON.stringify({ deploy: id, stage: "ask", app: "hello" }) },
      headers: { origin: new URL(rig.ops).origin, "content-type": "application/json" },
    });
    assert.equal(response.status, 401, await response.text());
  }
  const { stages } = await rig.conductor.ask<ExecutionView>("GET", `/executions/${id}`);
  assert.equal(stages.find(({ name }) => name === "ask")?.status, "RUNNING");
}

/** From the overview to the question, the wrong role, and the right one. */
async function approves(rig: PageRig, { page }: WatchedPage, id: string): Promise<void> {
  await show(rig, page, "/ops");
  const running = page.getByRole("list", { name: "Deploys that run" });
  await running.getByText("trial, waits for an answer").waitFor();
  await running.getByRole("link", { name: "hello" }).click();
  const form = page.getByRole("form", { name: "Answer ask" });
  await form.getByText("Ship it to half of the users?").waitFor();
  await press(page, "Approve", `netops deploy approve ${id} --stage ask`);
  await form.getByText("does not count").waitFor();
  await form.getByLabel("in the role of").fill("sre");
  await press(page, "Approve", `netops deploy approve ${id} --stage ask --role sre`);
  await page.getByRole("status").filter({ hasText: `Asked to approve ask of ${id}` }).waitFor();
}

/** A canary that fails is seen at its share, judged, taken back and over, without a reload. */
async function followsDown({ page }: WatchedPage, id: string): Promise<void> {
  const shares = page.getByRole("list", { name: "Requests by server group" });
  await shares.getByRole("img", { name: /^hello-v001: .* wanted are 50 %$/ }).waitFor();
  await page.locator(".figures", { hasText: "Step" }).waitFor();
  await page.getByText(/^deploy, at most \d+ s: /).waitFor();
  await heading(page, "hello: rolled back").waitFor({ timeout: 30_000 });
  await shares.getByRole("img", { name: /^hello-v000: .* wanted are 100 %$/ }).waitFor();
  await page.locator(".reason", { hasText: "errors" }).waitFor();
  const stages = page.getByRole("list", { name: "Stages" });
  await stages.getByText("after ask").waitFor();
  const looks = page.getByRole("list", { name: /^Looks of the judge/ });
  await looks.getByRole("listitem").filter({ hasText: "fail" }).waitFor();
  const errors = page.getByRole("row").filter({ hasText: "High" }).filter({ hasText: "errors" });
  await errors.first().waitFor();
  await page.getByText(`netops deploy judge replay ${id}`).first().waitFor();
  await page.getByRole("img", { name: /^Chart of errors: baseline ends at/ }).waitFor();
  await page.locator(".plot canvas").waitFor();
  await page.getByRole("navigation", { name: "Metrics of this look" })
    .getByRole("link", { name: "latency", exact: true }).click();
  await page.getByRole("img", { name: /^Chart of latency: / }).waitFor();
  assert.match(page.url(), /metric=latency/);
  await page.getByRole("link", { name: "Events of it" }).click();
  await page.getByRole("link", { name: `Deploy ${id}` }).first().click();
  await heading(page, "hello: rolled back").waitFor();
}

/** Every button of a canary that goes well, to its promotion, and back. */
async function promotesAndGoesBack(rig: PageRig, { page }: WatchedPage): Promise<void> {
  const id = await ship(rig, "v2", { isAsked: false, bakeMs: 600_000 });
  await show(rig, page, "/ops?tab=deploys");
  await page.getByRole("row").filter({ hasText: "rolled back" }).waitFor();
  await page.getByRole("row").filter({ hasText: id }).getByRole("link").click();
  await page.getByRole("img", { name: /wanted are 50 %$/ }).first().waitFor();
  await press(page, "Pause");
  await heading(page, "hello: paused").waitFor();
  await press(page, "Resume");
  await heading(page, "hello: running").waitFor();
  await press(page, "Promote fully", `netops deploy promote ${id} --full`);
  await heading(page, "hello: promoted").waitFor();
  assert.deepEqual(await rig.deploys.versions(), ["v2"]);
  await press(page, "Roll back", "netops deploy rollback hello");
  await until("the page follows the rollback", 15_000, () => {
    const deploy = new URL(page.url()).searchParams.get("deploy");
    return Promise.resolve(deploy !== null && deploy !== id);
  });
  await heading(page, "hello: rolled back").waitFor();
  assert.deepEqual(await rig.deploys.versions(), ["v1"]);
  const back = new URL(page.url()).searchParams.get("deploy");
  const view = await rig.conductor.ask<ExecutionView>("GET", `/executions/${back}`);
  assert.equal(view.by, "ops page");
}

/** A deploy that is ended from the page leaves what served before. */
async function aborts(rig: PageRig, { page }: WatchedPage): Promise<void> {
  const id = await ship(rig, "v2", { isAsked: true, bakeMs: 1_000 });
  await show(rig, page, `/ops?tab=deploys&deploy=${id}`);
  await page.getByRole("form", { name: "Answer ask" }).waitFor();
  await press(page, "Abort", `netops deploy abort ${id}`);
  await heading(page, "hello: aborted").waitFor();
  assert.equal(await page.getByRole("main").getByRole("button", { name: "Abort" }).count(), 0);
}

async function looksWell(rig: PageRig, deploy: string): Promise<void> {
  for (const { views, ...look } of LOOKS) {
    await using watched = await openPage(rig.browser, look);
    const { page } = watched;
    await enter(rig, page);
    for (const shown of views) {
      const view = `/ops?tab=deploys${shown === "one" ? `&deploy=${deploy}` : ""}`;
      await show(rig, page, view);
      const name = `${view} ${look.colorScheme} ${look.width}`;
      assert.deepEqual(await axeViolations(page), [], name);
      const wide = await page.evaluate<number>("document.documentElement.scrollWidth - innerWidth");
      assert.equal(Math.max(0, wide), 0, `${name} scrolls sideways`);
    }
    assert.deepEqual(watched.complaints, []);
  }
}

oracleTest(
  "chromium",
  "the ops page follows a canary until it is taken back, and answers, promotes, aborts and goes back",
  async ({ path }) => {
    await using deploys = await DeployRig.up();
    await using _traffic = new Traffic(`${deploys.gateway}/hello/`);
    await using browser = await openBrowser(path);
    const { stdout } = await deploys.platform.run(["status", "--json"]);
    const conductor = new ConductorCalls(deploys.platform);
    const rig: PageRig = { deploys, conductor, browser, ops: JSON.parse(stdout).urls.ops };
    const bad = await ship(rig, "bad", { isAsked: true, bakeMs: 8_000 });
    await using watched = await openPage(browser, WIDE);
    await until("it asks", 20_000, async () => {
      const { stages } = await conductor.ask<ExecutionView>("GET", `/executions/${bad}`);
      return stages.find(({ name }) => name === "ask")?.status === "RUNNING";
    });
    await readsOnly(rig, bad);
    await enter(rig, watched.page);
    await approves(rig, watched, bad);
    await followsDown(watched, bad);
    await promotesAndGoesBack(rig, watched);
    await aborts(rig, watched);
    await looksWell(rig, bad);
    assert.deepEqual(watched.complaints, []);
  },
);
