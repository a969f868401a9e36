import assert from "node:assert/strict";
import type { ViewersTally } from "../play/viewers_board.ts";
import { createPaint } from "../print/color.ts";
import { textWidth } from "../print/text_width.ts";
import { viewersFrame } from "./viewers_lines.ts";

const paint = createPaint(false);
const TALLY: ViewersTally = {
  ...{ viewers: 20, waiting: 1, starting: 1, playing: 12, stalled: 2 },
  ...{ ended: 2, stopped: 0, failed: 2, started: 17 },
  ...{ startupP50Ms: 132, startupP95Ms: 410, stalls: 3, stalledMs: 1_200, failovers: 4 },
  ...{ bytes: 41_000_000, byOca: { "c001.fra001.ix": 4, "c001.fra001.isp-a": 11 } },
};
const FRAME = {
  ...{ title: "Night Signal", tally: TALLY, elapsedMs: 12_300, paint },
  accounts: { signedUp: 5, wanted: 5 },
};

Deno.test("viewersFrame() shows how many are where, how it goes, and who serves whom", () => {
  assert.deepEqual(viewersFrame(FRAME), [
    "Night Signal by 20 viewers  12.3s",
    `${"■".repeat(3)}${"█".repeat(18)}${"▒".repeat(3)}${"×".repeat(3)}${
      "░".repeat(3)
    }  17 of 20 started`,
    "12 playing, 2 stalled, 2 ended, 2 failed, 2 starting",
    "start-up p50 132ms, p95 410ms; stalls 3 (1.2s), failovers 4, 41 MB",
    "11 at c001.fra001.isp-a",
    " 4 at c001.fra001.ix",
  ]);
});

Deno.test("viewersFrame() says how many accounts there are while they are made", () => {
  const nobody = { ...TALLY, started: 0, startupP50Ms: null, startupP95Ms: null, byOca: {} };
  const text = viewersFrame({ ...FRAME, tally: nobody, accounts: { signedUp: 2, wanted: 5 } })
    .join("\n");
  assert.match(text, /2 of 5 accounts signed up[^]*start-up unknown/);
});

Deno.test("viewersFrame() fits 80 columns and 16 rows whatever it counts", () => {
  const byOca = Object.fromEntries(
    Array.from({ length: 40 }, (_, at) => [`c${100 + at}.fra001.isp-a`, 10 + at]),
  );
  const many = {
    ...TALLY,
    ...{ viewers: 500, waiting: 100, starting: 100, playing: 100, stalled: 50, ended: 50 },
    ...{ stopped: 50, failed: 50, startupP50Ms: 59_900, startupP95Ms: 59_900, stalls: 9_999 },
    ...{ stalledMs: 3_500_000, failovers: 9_999, byOca },
  };
  const lines = viewersFrame({ ...FRAME, tally: many });
  assert.ok(lines.length <= 16);
  for (const line of lines) assert.ok(textWidth(line) < 80, line);
  assert.equal(lines[4], "49 at c139.fra001.isp-a");
  assert.equal(lines.at(-1), "… 858 at 33 more OCAs");
});
