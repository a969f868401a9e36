import assert from "node:assert/strict";
import { ANSWER } from "../view/view_fixture.ts";
import { dashSettings } from "./dash_settings.ts";
import { hlsSettings } from "./hls_settings.ts";

const [FIRST] = ANSWER.ocas;
if (FIRST === undefined) throw new Error("the fixture has OCAs");
const START = { answer: ANSWER, oca: FIRST, startMs: 12_000, bufferMs: 6_000 };

Deno.test("hls.js leaves an OCA within the buffer: one retry after an error, none after silence", () => {
  const { fragLoadPolicy, playlistLoadPolicy, maxBufferLength, startPosition } = hlsSettings(START);
  for (const policy of [fragLoadPolicy?.default, playlistLoadPolicy?.default]) {
    assert.equal(policy?.maxTimeToFirstByteMs, 1_500);
    assert.deepEqual(policy?.errorRetry, {
      maxNumRetry: 1,
      retryDelayMs: 200,
      maxRetryDelayMs: 200,
    });
    assert.equal(policy?.timeoutRetry?.maxNumRetry, 0);
  }
  assert.deepEqual([maxBufferLength, startPosition], [6, 12]);
});

Deno.test("dash.js leaves an OCA at once: no retries, and silence ends with the first-byte limit", () => {
  const { streaming } = dashSettings(START);
  assert.deepEqual(streaming?.retryAttempts, { MPD: 0, InitializationSegment: 0, MediaSegment: 0 });
  assert.equal(streaming?.fragmentRequestTimeout, 1_500);
  assert.equal(streaming?.manifestRequestTimeout, 1_500);
  assert.deepEqual([streaming?.buffer?.bufferTimeDefault, streaming?.applyContentSteering], [
    6,
    true,
  ]);
});

Deno.test("both engines say with CMCD which session they belong to", () => {
  assert.equal(hlsSettings(START).cmcd?.sessionId, "s1");
  assert.equal(dashSettings(START).streaming?.cmcd?.sid, "s1");
  assert.equal(dashSettings(START).streaming?.cmcd?.enabled, true);
});
