import assert from "node:assert/strict";
import type { Page } from "playwright-core";
import { oracleTest } from "../../tools/oracle.ts";
import { realComplaints, signIn, startWatchRig } from "./watch_rig.ts";
import type { WatchStub } from "./watch_stub.ts";
import { axeViolations, LOOKS, openPage } from "./web_browser.ts";

const WIDE = { colorScheme: "dark", width: 1440 } as const;

async function assertGood(page: Page, name: string): Promise<void> {
  assert.deepEqual(await axeViolations(page), [], name);
  const overflow = await page.evaluate<number>("document.documentElement.scrollWidth - innerWidth");
  assert.ok(overflow <= 0, `${name} scrolls sideways by ${overflow}`);
}

async function lookAtGates(page: Page, stub: WatchStub, look: string): Promise<void> {
  await page.goto(`${stub.url}/watch`);
  await page.getByRole("heading", { name: "Sign in" }).waitFor();
  await assertGood(page, `sign-in ${look}`);
  await page.getByLabel("E-mail").fill(stub.email);
  await page.getByLabel("Password").fill("wrong password");
  await page.getByRole("button", { name: "Sign in" }).click();
  await page.getByRole("alert").filter({ hasText: "Wrong e-mail or password" }).waitFor();
  await assertGood(page, `sign-in refused ${look}`);
  await page.getByRole("link", { name: "Create an account" }).click();
  await page.getByRole("radio", { name: /Premium/ }).waitFor();
  await assertGood(page, `sign-up ${look}`);
}

async function lookAtViews(page: Page, stub: WatchStub, look: string): Promise<void> {
  const views: readonly (readonly [string, string])[] = [
    ["", "Continue watching"],
    ["/profiles", "Who is watching?"],
    ["/search?q=har", "1 title for “har”"],
    ["/search?q=zzz", "Nothing found for “zzz”"],
    ["/title/night-signal", "Somebody must be listening"],
    ["/title/nothing", "No such title"],
    ["/account", "Your plan"],
    ["/no/such/view", "This address leads nowhere"],
  ];
  for (const [path, text] of views) {
    await page.goto(`${stub.url}/watch${path}`);
    await page.getByText(text).first().waitFor();
    await assertGood(page, `${path} ${look}`);
  }
  await page.goto(`${stub.url}/watch/account`);
  await page.getByRole("button", { name: "Erase my data" }).click();
  await page.getByRole("button", { name: "Menu of Ada" }).click();
  await assertGood(page, `menu and erase ${look}`);
}

oracleTest(
  "chromium",
  "the watch page breaks no rule of axe in any view, scheme or width",
  async ({ path }) => {
    await using rig = await startWatchRig(path);
    const { stub } = rig;
    stub.wishes.positionsMs.set("harbour-lights", 9_000);
    for (const look of [...LOOKS, { ...WIDE, width: 360 }]) {
      await using watched = await openPage(rig.browser, look);
      const name = `${look.colorScheme} ${look.width}`;
      await lookAtGates(watched.page, stub, name);
      await signIn(watched.page, stub);
      await lookAtViews(watched.page, stub, name);
      assert.deepEqual(realComplaints(watched.complaints), []);
    }
  },
);

oracleTest(
  "chromium",
  "a large catalogue scrolls in its rows and not as a page, and long titles fit",
  async ({ path }) => {
    await using rig = await startWatchRig(path);
    const { wishes } = rig.stub;
    const [first] = wishes.titles;
    assert.ok(first !== undefined);
    for (let index = 0; index < 12; index++) {
      const title = index === 0 ? "Donaudampfschifffahrtsgesellschaft ".repeat(4) : `Own ${index}`;
      const genres = [index === 0 ? "Donaudampfschifffahrtsgesellschaftsdokumentation" : "Drama"];
      const artwork = { background: "#20242c", accent: "#9aa7bd", motif: "plain" };
      wishes.titles.push({ ...first, id: `own-${index}`, title, genres, artwork });
    }
    for (const look of LOOKS) {
      await using watched = await openPage(rig.browser, look);
      await signIn(watched.page, rig.stub);
      await assertGood(watched.page, `many titles ${look.colorScheme} ${look.width}`);
      await watched.page.goto(`${rig.stub.url}/watch/title/own-0`);
      await watched.page.getByRole("heading", { level: 1 }).waitFor();
      await assertGood(watched.page, `a long title ${look.colorScheme} ${look.width}`);
      const cut = await watched.page.locator(".hero .facts").evaluate((
        { scrollWidth, clientWidth },
      ) => scrollWidth - clientWidth);
      assert.ok(cut <= 0, `a long genre is cut off by ${cut} at ${look.width}`);
      await watched.page.goto(`${rig.stub.url}/watch/search?q=${"w".repeat(90)}`);
      await watched.page.getByText("Nothing found").waitFor();
      await assertGood(watched.page, `a long word ${look.colorScheme} ${look.width}`);
    }
  },
);

oracleTest(
  "chromium",
  "signing up, with the keyboard alone, leads to what was asked for",
  async ({ path }) => {
    await using rig = await startWatchRig(path);
    await using watched = await openPage(rig.browser, WIDE);
    const { page } = watched;
    page.setDefaultTimeout(60_000);
    await page.goto(`${rig.stub.url}/watch/title/harbour-lights`);
    await page.getByRole("heading", { name: "Sign in" }).waitFor();
    const type = async (text: string) => {
      await page.keyboard.press("Tab");
      await page.keyboard.type(text);
    };
    await page.getByRole("link", { name: "Create an account" }).focus();
    await page.keyboard.press("Enter");
    await page.getByRole("radio", { name: /Premium/ }).waitFor();
    await type("new@example.net");
    await type("a long password");
    await page.keyboard.press("Tab");
    await type("Germany");
    await page.keyboard.press("Tab");
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("Tab");
    await page.keyboard.press("Enter");
    await page.getByRole("heading", { name: "Harbour Lights" }).waitFor();
    assert.ok(rig.stub.calls.includes("POST /user/signup"));
    assert.equal(page.url(), `${rig.stub.url}/watch/title/harbour-lights`);
  },
);

oracleTest(
  "chromium",
  "the keyboard reaches search, a title and the player, and leaves it again",
  async ({ path }) => {
    await using rig = await startWatchRig(path);
    await using watched = await openPage(rig.browser, WIDE);
    const { page } = watched;
    await signIn(page, rig.stub);
    await page.keyboard.press("/");
    await page.getByRole("searchbox").waitFor();
    await page.keyboard.type("colour");
    await page.getByText("1 title for “colour”").waitFor();
    assert.equal(page.url(), `${rig.stub.url}/watch/search?q=colour`);
    await page.keyboard.press("Enter");
    await page.keyboard.press("Enter");
    await page.getByRole("heading", { name: "Colour Bars" }).waitFor();
    await page.keyboard.press("Tab");
    await page.keyboard.press("Enter");
    await page.getByRole("group", { name: "Player controls" }).waitFor();
    await page.keyboard.press("?");
    await page.getByRole("heading", { name: "Keys" }).waitFor();
    await page.keyboard.press("Escape");
    await page.getByRole("heading", { name: "Keys" }).waitFor({ state: "detached" });
    await page.getByRole("button", { name: "Keys" }).click();
    await page.getByRole("checkbox", { name: "Single keys work" }).uncheck();
    await page.keyboard.press("Escape");
    await page.keyboard.press("w");
    assert.equal(await page.locator(".why").count(), 0, "single keys are off");
    await page.keyboard.press("?");
    await page.getByRole("checkbox", { name: "Single keys work" }).check();
    await page.keyboard.press("Escape");
    await page.getByRole("heading", { name: "Keys" }).waitFor({ state: "detached" });
    await page.keyboard.press("Escape");
    await page.waitForURL(`${rig.stub.url}/watch/title/colour-bars`);
    await page.goBack();
    await page.getByRole("group", { name: "Player controls" }).waitFor();
    assert.deepEqual(realComplaints(watched.complaints), []);
  },
);

oracleTest(
  "chromium",
  "reloading keeps the session, an ended token is renewed once, signing out forgets",
  async ({ path }) => {
    await using rig = await startWatchRig(path);
    await using watched = await openPage(rig.browser, WIDE);
    const { page } = watched;
    rig.stub.wishes.areTokensShort = true;
    await signIn(page, rig.stub);
    await page.reload();
    await page.getByRole("heading", { name: "Popular" }).waitFor();
    const stored = await page.evaluate<string>(
      "JSON.stringify([{...localStorage}, {...sessionStorage}])",
    );
    assert.ok(!stored.includes("access-"), "the access token is in memory only");
    rig.stub.wishes.areTokensShort = false;
    await page.reload();
    await page.getByRole("heading", { name: "Popular" }).waitFor();
    const before = rig.stub.calls.filter((call) => call === "POST /user/refresh").length;
    await page.goto(`${rig.stub.url}/watch/account`);
    await page.getByText("Your plan").waitFor();
    const after = rig.stub.calls.filter((call) => call === "POST /user/refresh").length;
    assert.equal(after - before, 1, "many calls, one renewal");
    await page.getByRole("button", { name: "Menu of Ada" }).click();
    await page.getByRole("button", { name: "Sign out" }).click();
    await page.getByRole("heading", { name: "Sign in" }).waitFor();
    assert.equal(await page.evaluate("JSON.stringify({...sessionStorage})"), "{}");
    assert.ok(rig.stub.calls.includes("POST /user/logout"));
  },
);

oracleTest(
  "chromium",
  "rows that are not filled yet are not an empty catalogue",
  async ({ path }) => {
    await using rig = await startWatchRig(path);
    const { wishes, url } = rig.stub;
    await using watched = await openPage(rig.browser, WIDE);
    const { page } = watched;
    await signIn(page, rig.stub);
    wishes.areRowsEmpty = true;
    await page.goto(`${url}/watch`);
    await page.getByRole("heading", { name: "All titles" }).waitFor();
    const { titles } = wishes;
    wishes.titles = [];
    // Filled as soon as the page has seen them empty: it looks once more, a moment later.
    const asked = () => rig.stub.calls.filter((call) => call === "GET /catalog/titles").length;
    const before = asked();
    await page.goto(`${url}/watch`, { waitUntil: "commit" });
    while (asked() === before) await new Promise((resolve) => setTimeout(resolve, 5));
    Object.assign(wishes, { titles, areRowsEmpty: false });
    await page.getByRole("heading", { name: "Popular" }).waitFor();
    wishes.titles = [];
    await page.goto(`${url}/watch`);
    await page.getByText("Nothing to watch yet").waitFor();
  },
);

oracleTest("chromium", "rows fall back in two steps and say so", async ({ path }) => {
  await using rig = await startWatchRig(path);
  const { wishes, url } = rig.stub;
  await using watched = await openPage(rig.browser, WIDE);
  const { page } = watched;
  await signIn(page, rig.stub);
  const hint = page.getByText("these rows are the same for everybody");
  assert.equal(await hint.count(), 0);
  wishes.isFallback = true;
  await page.reload();
  await hint.waitFor();
  const down = { status: 503, code: "NO_INSTANCE", detail: "Cannot answer" };
  wishes.refusals.set("GET /recommendation/rows", down);
  wishes.refusals.set("GET /catalog/rows", down);
  await page.reload();
  await page.getByRole("heading", { name: "All titles" }).waitFor();
  wishes.refusals.set("GET /catalog/titles", down);
  await page.goto(`${url}/watch`);
  await page.getByRole("alert").filter({ hasText: "Recommendation is not running" })
    .waitFor();
  await page.getByText("netops start recommendation").waitFor();
  assert.deepEqual(await axeViolations(page), []);
  wishes.refusals.clear();
  wishes.isFallback = false;
  await page.getByRole("button", { name: "Try again" }).click();
  await page.getByRole("heading", { name: "Popular" }).waitFor();
});

oracleTest(
  "chromium",
  "several profiles are asked for, and one can be added and removed",
  async ({ path }) => {
    await using rig = await startWatchRig(path);
    rig.stub.wishes.profiles.push({ id: "kid", name: "Grace" });
    await using watched = await openPage(rig.browser, WIDE);
    const { page } = watched;
    page.setDefaultTimeout(60_000);
    await page.goto(`${rig.stub.url}/watch`);
    await page.getByLabel("E-mail").fill(rig.stub.email);
    await page.getByLabel("Password").fill(rig.stub.password);
    await page.keyboard.press("Enter");
    await page.getByRole("heading", { name: "Who is watching?" }).waitFor();
    await page.getByLabel("Add somebody").fill("Linus");
    await page.keyboard.press("Enter");
    await page.getByRole("button", { name: "Remove Linus" }).click();
    await page.getByText("are gone for good").waitFor();
    assert.ok(!rig.stub.calls.some((call) => call.startsWith("DELETE /user/profiles")));
    assert.deepEqual(await axeViolations(page), []);
    await page.getByRole("button", { name: "Remove Linus" }).click();
    await page.getByRole("button", { name: "Remove Linus" }).waitFor({ state: "detached" });
    await page.getByRole("button", { name: "Grace", exact: true }).click();
    await page.getByRole("heading", { name: "Popular" }).waitFor();
    await page.getByRole("button", { name: "Menu of Grace" }).waitFor();
    await page.reload();
    await page.getByRole("button", { name: "Menu of Grace" }).waitFor();
  },
);

oracleTest(
  "chromium",
  "the account page changes the plan, exports, and erases after a typed word",
  async ({ path }) => {
    await using rig = await startWatchRig(path);
    await using watched = await openPage(rig.browser, WIDE);
    const { page } = watched;
    await signIn(page, rig.stub);
    await page.goto(`${rig.stub.url}/watch/account`);
    await page.getByText("A1B2C3D4E5-0001").waitFor();
    await page.getByRole("button", { name: "Take it: Premium" }).click();
    await page.getByText("Nothing is charged today: €14.99 on 24 Dec 2026").waitFor();
    assert.ok(!rig.stub.calls.includes("PUT /billing/subscription"), "asked before it is taken");
    await page.getByRole("button", { name: "Take Premium" }).click();
    await page.getByRole("status").filter({ hasText: "Your plan is Premium now" }).waitFor();
    const saved = page.waitForEvent("download");
    await page.getByRole("button", { name: "Export my data" }).click();
    assert.equal((await saved).suggestedFilename(), "netops-watch-data.json");
    await page.getByRole("button", { name: "Erase my data" }).click();
    await page.getByRole("textbox").fill("erases");
    await page.getByRole("button", { name: "Erase account" }).click();
    assert.ok(!rig.stub.calls.includes("DELETE /user/me"), "a wrong word erases nothing");
    await page.getByRole("textbox").fill("erase");
    await page.getByRole("button", { name: "Erase account" }).click();
    await page.getByRole("heading", { name: "Create an account" }).waitFor();
    assert.ok(rig.stub.calls.includes("DELETE /user/me"));
  },
);

oracleTest(
  "chromium",
  "a platform that is busy or away says so, and signs nobody out",
  async ({ path }) => {
    await using rig = await startWatchRig(path);
    const { wishes, url, email, password } = rig.stub;
    await using watched = await openPage(rig.browser, WIDE);
    const { page } = watched;
    page.setDefaultTimeout(60_000);
    const busy = { status: 503, code: "OVERLOADED", detail: "Cannot sign in" };
    wishes.refusals.set("POST /user/login", busy);
    await page.goto(`${url}/watch`);
    await page.getByLabel("E-mail").fill(email);
    await page.getByLabel("Password").fill(password);
    await page.keyboard.press("Enter");
    await page.getByRole("alert").filter({ hasText: "Very busy right now" }).waitFor();
    wishes.refusals.clear();
    await page.getByRole("button", { name: "Sign in" }).click();
    await page.getByRole("heading", { name: "Popular" }).waitFor();
    wishes.refusals.set("POST /user/refresh", busy);
    await page.reload();
    await page.getByRole("alert").filter({ hasText: "You are still signed in" }).waitFor();
    assert.deepEqual(await axeViolations(page), []);
    wishes.refusals.clear();
    await page.getByRole("button", { name: "Try again" }).click();
    await page.getByRole("heading", { name: "Popular" }).waitFor();
  },
);
