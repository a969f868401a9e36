import assert from "node:assert/strict";
import { formatOpsTicket } from "@netops/core/contracts";
import type { Page } from "playwright-core";
import { oracleTest } from "../../tools/oracle.ts";
import { freePort, type RunningService, startService } from "../harness/start_service.ts";
import { axeViolations, LOOKS, openBrowser, openPage } from "./web_browser.ts";
import { type FleetRig, startFleetRig } from "./web_fleet_rig.ts";
import { createFleetScript, serviceInstance } from "./web_fleet_script.ts";

const TABS = ["/ops", "/ops?tab=events", "/ops?tab=logs&app=hello", "/ops?tab=routes"];
/** All that the process may do: it reads no file and no environment. */
const PERMISSIONS = ["--allow-net=127.0.0.1", "--no-prompt"];
const WIDE = { colorScheme: "light", width: 1440 } as const;

function startWeb(rig: FleetRig, port = freePort()): Promise<RunningService> {
  const boot = { fleetUrl: rig.url, registryUrl: rig.url, port, adminPort: port };
  return startService({ entry: "server/web/main.ts", boot, permissions: PERMISSIONS });
}

async function enterUrl(web: RunningService, nonce: string): Promise<string> {
  const ticket = { expiresAtMs: Date.now() + 60_000, nonce };
  return `${web.url}/ops/enter?t=${await formatOpsTicket(web.boot.token, ticket)}`;
}

async function live(page: Page): Promise<void> {
  await page.locator(".link-state", { hasText: "Live" }).waitFor();
}

oracleTest(
  "chromium",
  "ops page breaks no rule of axe in any view, scheme or width",
  async ({ path }) => {
    await using rig = startFleetRig(createFleetScript());
    await using web = await startWeb(rig);
    await using browser = await openBrowser(path);
    for (const look of LOOKS) {
      await using watched = await openPage(browser, look);
      const { page } = watched;
      for (const tab of TABS) {
        await page.goto(web.url + tab);
        await live(page);
        const name = `${tab} ${look.colorScheme} ${look.width}`;
        assert.deepEqual(await axeViolations(page), [], name);
        const overflow = await page.evaluate<number>(
          "document.documentElement.scrollWidth - innerWidth",
        );
        assert.equal(Math.max(0, overflow), 0, `${name} scrolls sideways`);
      }
      await page.getByRole("button", { name: "Keys and help" }).click();
      assert.deepEqual(await axeViolations(page), [], "help dialog");
      await page.goto(
        await enterUrl(web, `00112233445566${look.width}${look.colorScheme.length}f`),
      );
      await page.getByRole("button", { name: "Stop" }).first().click();
      assert.deepEqual(await axeViolations(page), [], "actions and their question");
      assert.deepEqual(watched.complaints, []);
    }
  },
);

oracleTest("chromium", "ops page follows the platform live", async ({ path }) => {
  await using rig = startFleetRig(createFleetScript());
  await using web = await startWeb(rig);
  await using browser = await openBrowser(path);
  await using watched = await openPage(browser, WIDE);
  const { page } = watched;
  await page.goto(`${web.url}/ops`);
  await live(page);
  await page.getByRole("heading", { name: "Degraded" }).waitFor();

  rig.script.instances = rig.script.instances.map((one) =>
    one.status === "UP" ? one : serviceInstance(one.app, Number(one.id.at(-1)))
  );
  rig.emit({ kind: "instance.up", subject: "hello-v000-2" });
  await page.getByRole("heading", { name: "Healthy" }).waitFor();
  await page.locator(".events li", { hasText: "instance.up" }).first().waitFor();

  const rate = page.locator("section[aria-labelledby=traffic] tr", { hasText: "catalog" });
  await rate.locator("td", { hasText: /^1[34]\d$/ }).first().waitFor();
  assert.match(await page.title(), /^Healthy/);
  assert.deepEqual(watched.complaints, []);
});

oracleTest(
  "chromium",
  "ops page says that it is cut off, how old it is, and comes back",
  async ({ path }) => {
    await using rig = startFleetRig(createFleetScript());
    const port = freePort();
    await using browser = await openBrowser(path);
    await using watched = await openPage(browser, WIDE);
    const { page } = watched;
    {
      await using web = await startWeb(rig, port);
      await page.goto(`${web.url}/ops`);
      await live(page);
      rig.script.isFleetUp = false;
      await page.getByRole("alert").filter({ hasText: "Fleet does not answer" }).waitFor();
      rig.script.isFleetUp = true;
      await page.getByRole("alert").waitFor({ state: "detached" });
    }
    const alert = page.getByRole("alert").filter({ hasText: "Connection lost" });
    await alert.filter({ hasText: /[2-9] s ago/ }).waitFor();
    assert.match(await page.title(), /^Cut off/);
    await using _again = await startWeb(rig, port);
    await alert.waitFor({ state: "detached" });
    await live(page);
  },
);

oracleTest("chromium", "ops page acts only after a one-time link", async ({ path }) => {
  await using rig = startFleetRig(createFleetScript());
  await using web = await startWeb(rig);
  await using browser = await openBrowser(path);
  await using watched = await openPage(browser, WIDE);
  const { page } = watched;
  await page.goto(`${web.url}/ops`);
  await live(page);
  await page.getByText("This page is read-only").waitFor();
  assert.equal(await page.getByRole("button", { name: "Stop" }).count(), 0);

  const link = await enterUrl(web, "00112233445566778899");
  await page.goto(link);
  assert.equal(page.url(), `${web.url}/ops`);
  await page.getByRole("group", { name: "Actions on hello" }).getByRole("button", { name: "Stop" })
    .click();
  assert.equal(await page.evaluate<string>("document.cookie"), "", "the cookie is HttpOnly");
  await page.getByRole("dialog").getByRole("button", { name: "Stop" }).click();
  await page.getByRole("status").filter({ hasText: "hello stops" }).waitFor();
  const changes = rig.calls.filter((call) => call.method === "POST");
  assert.deepEqual(changes.map((call) => call.path), ["/v1/apps/hello/stop"]);
  assert.equal(changes[0]?.authorization, `Bearer ${web.boot.token}`);
  assert.equal((await page.goto(link))?.status(), 401, "a second use of the link");
});

oracleTest(
  "chromium",
  "ops page keeps its view in the URL and works by keyboard",
  async ({ path }) => {
    await using rig = startFleetRig(createFleetScript());
    await using web = await startWeb(rig);
    await using browser = await openBrowser(path);
    await using watched = await openPage(browser, WIDE);
    const { page } = watched;
    await page.goto(`${web.url}/ops?tab=logs&app=hello&level=warn`);
    await live(page);
    await page.getByText("16 of 48 lines").waitFor();
    await page.keyboard.press("/");
    await page.keyboard.type("hello-v000-1");
    await page.getByText("8 of 48 lines").waitFor();
    assert.equal(page.url(), `${web.url}/ops?tab=logs&app=hello&q=hello-v000-1&level=warn`);
    const line = {
      app: "hello",
      instance: "hello-v000-1",
      stream: "stdout",
      level: "warn",
    } as const;
    rig.log({ ...line, tsMs: Date.now(), text: "a fresh line" });
    await page.locator(".line", { hasText: "a fresh line" }).waitFor();

    await page.getByRole("button", { name: "Pause" }).click();
    rig.log({ ...line, tsMs: Date.now(), text: "while paused" });
    await page.getByRole("button", { name: "Paused, 1 new" }).click();
    await page.locator(".line", { hasText: "while paused" }).waitFor();

    await page.locator("main").focus();
    await page.keyboard.press("g");
    await page.keyboard.press("e");
    await page.getByRole("heading", { name: "Events" }).waitFor();
    await page.goBack();
    await page.getByRole("heading", { name: "Logs of hello" }).waitFor();
    await page.locator("main").focus();
    await page.keyboard.press("g");
    await page.keyboard.press("o");
    await page.locator(".app-name", { hasText: "catalog" }).waitFor();
    await page.keyboard.press("/");
    await page.keyboard.type("hell");
    await page.locator(".app-name", { hasText: "catalog" }).waitFor({ state: "detached" });
    assert.equal(await page.locator(".app-name", { hasText: "hello" }).count(), 1);
    await page.locator("main").focus();
    await page.keyboard.press("?");
    await page.getByRole("dialog", { name: "Keys" }).waitFor();
    await page.keyboard.press("Escape");
    await page.getByRole("dialog", { name: "Keys" }).waitFor({ state: "hidden" });
    assert.deepEqual(watched.complaints, []);
  },
);

oracleTest("chromium", "ops page shows a still table without JavaScript", async ({ path }) => {
  await using rig = startFleetRig(createFleetScript());
  await using web = await startWeb(rig);
  await using browser = await openBrowser(path);
  await using watched = await openPage(browser, { ...WIDE, javaScriptEnabled: false });
  const { page } = watched;
  await page.goto(`${web.url}/ops`);
  assert.equal(await page.locator(".chip").count(), 7);
  await page.getByText("Still").waitFor();
  await page.getByRole("link", { name: "hello-v000-2" }).click();
  await page.getByText("24 of 48 lines").waitFor();
  await page.getByLabel("Level").selectOption("error");
  await page.getByRole("button", { name: "Apply" }).click();
  await page.getByText("8 of 48 lines").waitFor();
});
