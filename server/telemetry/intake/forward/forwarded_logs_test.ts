import assert from "node:assert/strict";
import { FakeTimer } from "@netops/core/testing";
import { createOtlpRig } from "../otlp/otlp_intake_rig.ts";
import type { OtlpDelivery } from "../otlp/otlp_intake.ts";
import { ForwardedLogs } from "./forwarded_logs.ts";

function world() {
  const timer = new FakeTimer();
  const offered: OtlpDelivery[] = [];
  const logs = new ForwardedLogs({
    ...{ timer, clock: timer.clock },
    offer: (delivery) => offered.push(delivery),
  });
  const nowMs = Math.floor(timer.clock.nowMs());
  const line = (text: string, agoMs = 0) => ({
    ...{ tsMs: nowMs - agoMs, level: "error", app: "shop", instance: "shop-1" },
    ...{ stream: "stderr", text },
  });
  return { timer, offered, logs, line, nowMs };
}

Deno.test("once a second lines are passed on, and a collector reads what was written", async () => {
  const { timer, offered, logs, line, nowMs } = world();
  const traceId = "0af7651916cd43dd8448eb211c80319c";
  logs.take([{ ...line("broken"), fields: { code: 5, ratio: 0.5, on: true, list: [1] }, traceId }]);
  logs.take([{ ...line("x"), app: "gateway", instance: "gateway-1", level: "info" }]);
  assert.equal(offered.length, 0);
  await timer.advance(1_000);
  assert.equal(offered.length, 1);
  const collector = createOtlpRig();
  for (const { signal, body, contentType } of offered) {
    const answer = await collector.post(signal, body, { "content-type": contentType });
    assert.deepEqual(await answer.json(), {});
  }
  const [first, second] = collector.logs.rows;
  assert.deepEqual(
    [first?.app, first?.instance, first?.level, first?.text, first?.tsMs],
    ["shop", "shop-1", "error", "broken", nowMs],
  );
  const { fields } = first ?? {};
  assert.deepEqual([fields?.["log.iostream"], fields?.["code"], fields?.["ratio"]], [
    "stderr",
    5,
    0.5,
  ]);
  assert.deepEqual([fields?.["on"], fields?.["list"]], [true, "[1]"]);
  assert.deepEqual([second?.app, second?.level], ["gateway", "info"]);
  logs.close();
  assert.equal(timer.pendingCount, 0);
});

Deno.test("a thousand lines are passed on at once, and old ones not at all", () => {
  const { offered, logs, line } = world();
  logs.take(Array.from({ length: 2_500 }, (_, n) => line(`${n}`, n < 500 ? 600_001 : 0)));
  assert.equal(offered.length, 2);
  logs.flush();
  assert.equal(offered.length, 2);
  logs.close();
});
