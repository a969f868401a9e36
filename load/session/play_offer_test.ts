import assert from "node:assert/strict";
import { browsePages } from "./browse_pages.ts";
import { type PlayOffer, viewerOptions } from "./play_offer.ts";
import { readServerTiming } from "./server_timing.ts";

const OFFER: PlayOffer = {
  ...{ sessionId: "s", titleId: "t", maxHeight: 720 },
  ocas: [{ id: "a", hlsUrl: "http://a/m", site: "fra001" }],
  player: {
    ...{ ttfbTimeoutMs: 900, errorRetries: 2, retryDelayMs: 70 },
    ...{ bufferMs: 5_000, heartbeatMs: 4_000 },
  },
};

Deno.test("a viewer behaves as playback says", () => {
  const random = () => 0.5;
  assert.deepEqual(viewerOptions(OFFER, { random, requestedAtMs: 3 }), {
    ...{ ocas: [{ id: "a", url: "http://a/m" }], random, requestedAtMs: 3, maxHeight: 720 },
    ...{ targetBufferMs: 5_000, ttfbTimeoutMs: 900, errorRetries: 2, retryDelayMs: 70 },
    ...{ heartbeatMs: 4_000, sessionId: "s", contentId: "t" },
  });
});

Deno.test("readServerTiming() reads what an OCA says of itself", () => {
  const text = 'cdn-cache;desc=HIT, life;desc="a1b2"';
  assert.deepEqual(readServerTiming(text), { isHit: true, life: "a1b2" });
  assert.deepEqual(readServerTiming("cdn-cache; desc=miss"), { isHit: false });
  assert.deepEqual(readServerTiming(undefined), {});
});

Deno.test("a visit begins at once and looks at each page for a while", () => {
  const pages = browsePages({
    ...{ index: 0, scenario: "browse", titleId: "night signal", watchMs: 1, patienceMs: 1 },
    ...{ playId: "p", traceId: "t", traceParent: "", random: () => 0.5 },
  });
  assert.deepEqual(pages.map(({ waitMs }) => waitMs), [0, 1_250, 1_250, 1_250]);
  assert.deepEqual(pages.map(({ path }) => path), [
    ...["/recommendation/rows", "/catalog/titles"],
    ...["/search?q=nigh", "/catalog/titles/night%20signal"],
  ]);
});
