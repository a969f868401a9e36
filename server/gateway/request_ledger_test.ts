import assert from "node:assert/strict";
import { MetricRegistry } from "@netops/core/service";
import { exportLedger } from "./ledger_series.ts";
import { RequestLedger } from "./request_ledger.ts";

Deno.test("RequestLedger counts by app and group; failed are those of the answered from 500 on", () => {
  const ledger = new RequestLedger();
  ledger.answered("shop", "shop-v001", 499);
  ledger.answered("shop", "shop-v001", 500);
  ledger.dropped("shop", "shop-v002");
  ledger.answered("user", "user-v001", 200);
  assert.deepEqual(ledger.groupsOf("shop"), {
    "shop-v001": { answered: 2, dropped: 0, failed: 1 },
    "shop-v002": { answered: 0, dropped: 1, failed: 0 },
  });
  assert.deepEqual(ledger.groupsOf("nobody"), {});
});

Deno.test("RequestLedger remembers the newest 200 groups of an app, and its series never shrink", () => {
  const ledger = new RequestLedger();
  const metrics = new MetricRegistry();
  const show = exportLedger(ledger, metrics);
  ledger.dropped("shop", "shop-v000");
  ledger.dropped("shop", "shop-v000");
  show();
  for (let n = 1; n <= 200; n++) ledger.dropped("shop", `shop-v${n}`);
  const groups = Object.keys(ledger.groupsOf("shop"));
  assert.deepEqual([groups.length, groups[0]], [200, "shop-v1"]);
  ledger.dropped("shop", "shop-v000");
  show();
  show();
  assert.match(metrics.text(), /server_group="shop-v000",outcome="dropped"\} 3\n/);
});
