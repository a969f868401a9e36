import type { Browser, Page } from "playwright-core";
import { type RunningService, startService } from "../harness/start_service.ts";
import { openBrowser } from "./web_browser.ts";
import { startWatchStub, type WatchStub } from "./watch_stub.ts";

/** The watch process, the stub in front of it, and a browser. */
export interface WatchRig extends AsyncDisposable {
  readonly stub: WatchStub;
  readonly watch: RunningService;
  readonly browser: Browser;
}

/** What `netopsPlayer` says. */
export interface PlayerStatus {
  readonly state: string;
  readonly positionMs: number;
  readonly durationMs: number;
  readonly bufferMs: number;
  readonly stalls: number;
  readonly stalledMs: number;
  readonly failovers: number;
  readonly fatalErrors: number;
  readonly oca?: string;
  readonly engine: string;
  readonly rung?: number;
  readonly startupMs?: number;
  readonly sessionId?: string;
}

const TIMEOUT_MS = 60_000;

/** Starts all three; each ends with the rig. */
export async function startWatchRig(chromium: string): Promise<WatchRig> {
  const stack = new AsyncDisposableStack();
  try {
    const watch = stack.use(await startService({ entry: "server/watch/main.ts" }));
    const stub = stack.use(await startWatchStub(watch.url));
    const browser = stack.use(await openBrowser(chromium));
    return { stub, watch, browser, [Symbol.asyncDispose]: () => stack.disposeAsync() };
  } catch (thrown) {
    await stack.disposeAsync();
    throw thrown;
  }
}

/** Signs in by the form, and waits for the browse page. */
export async function signIn(page: Page, stub: WatchStub): Promise<void> {
  page.setDefaultTimeout(TIMEOUT_MS);
  await page.goto(`${stub.url}/watch`);
  await page.getByLabel("E-mail").fill(stub.email);
  await page.getByLabel("Password").fill(stub.password);
  await page.getByRole("button", { name: "Sign in" }).click();
  await page.getByRole("heading", { name: "Popular" }).waitFor();
}

/** Opens a path below `/watch` and presses play where the browser wants that. */
export async function openPlayer(page: Page, url: string): Promise<void> {
  await page.goto(url);
  const { state } = await untilStatus(
    page,
    "the player begins",
    ({ state }) => ["playing", "blocked", "failed", "ended"].includes(state),
  );
  if (state === "blocked") await page.keyboard.press("k");
}

/** Waits until the player says so. The page's security policy forbids Playwright's own way. */
export async function untilStatus(
  page: Page,
  what: string,
  holds: (status: PlayerStatus) => boolean,
): Promise<PlayerStatus> {
  const deadline = Date.now() + TIMEOUT_MS;
  let last: PlayerStatus | undefined;
  while (Date.now() < deadline) {
    last = await page.evaluate<PlayerStatus | undefined>("globalThis.netopsPlayer");
    if (last !== undefined && holds(last)) return last;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(`Not in time: ${what}; the player says ${JSON.stringify(last)}`);
}

/** What a page complained of, besides failed requests that a test asked for. */
export function realComplaints(complaints: readonly string[]): string[] {
  return complaints.filter((text) => !text.startsWith("Failed to load resource"));
}
