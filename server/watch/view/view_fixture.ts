import type { CatalogTitle, PlayAnswer } from "@netops/core/contracts";
import type { Actions } from "./actions.ts";
import type { Loads, PageState } from "./page_state.ts";
import { createPageState } from "./page_state.ts";
import { parseRoute } from "./route.ts";

/** A title for tests. */
export function titleOf(id: string, change: Partial<CatalogTitle> = {}): CatalogTitle {
  return {
    id,
    title: id,
    description: "",
    year: 2026,
    genres: ["Drama"],
    durationMs: 60_000,
    rungs: [{ name: "v0", width: 640, height: 360, bitrateBps: 400_000, codecs: "avc1" }],
    audioLanguages: ["en"],
    captions: [{ language: "en", label: "English" }],
    artwork: { background: "#112233", accent: "#445566", motif: "plain" },
    version: "1",
    ...change,
  };
}

/** The page of somebody who is signed in, at a path below the mount. */
export function stateAt(path: string, loads: Partial<Loads> = {}): PageState {
  const [pathname = "", search = ""] = path.split("?");
  const state = createPageState(parseRoute(pathname, search), 0);
  return { ...state, signedIn: "in", loads: { ...state.loads, ...loads } };
}

/** Actions that do nothing: drawing needs them, and calls none. */
export const NO_ACTIONS = new Proxy({}, {
  get: () => () => undefined,
}) as Actions;

/** An answer of playback with two OCAs. */
export const ANSWER: PlayAnswer = {
  sessionId: "s1",
  titleId: "a",
  title: "A film",
  durationMs: 60_000,
  positionMs: 0,
  ocas: ["one", "two"].map((id, index) => ({
    id,
    rank: index + 1,
    hlsUrl: `http://127.0.0.${index + 1}:80/a/1/master.m3u8`,
    dashUrl: `http://127.0.0.${index + 1}:80/a/1/manifest.mpd`,
    site: "fra001",
    isp: "isp-a",
    reasons: [`reason of ${id}`],
  })),
  rejected: [{ oca: "three", reason: "DRAINING", detail: "an operator wants it" }],
  expiresAtMs: 0,
  maxHeight: 480,
  player: {
    ttfbTimeoutMs: 1_500,
    errorRetries: 1,
    retryDelayMs: 200,
    bufferMs: 6_000,
    heartbeatMs: 5_000,
  },
};
