import assert from "node:assert/strict";
import { FakeTimer } from "@netops/core/testing";
import { readAlertFacts } from "./alert_facts.ts";

const alert = (n: number) => ({ labels: { alertname: `a${n}` }, state: "firing" });

Deno.test("readAlertFacts() counts all alerts, shows 20, and keeps them while nobody answers", async () => {
  const timer = new FakeTimer();
  const { clock } = timer;
  const answer = { data: { alerts: Array.from({ length: 30 }, (_, n) => alert(n)) } };
  const read = () => Promise.resolve(answer);
  const facts = await readAlertFacts(undefined, { telemetry: { read }, clock, timer });
  assert.deepEqual([facts.count, facts.firing.length, facts.error], [30, 20, undefined]);
  const silent = { read: () => new Promise<never>(() => undefined) };
  const late = readAlertFacts(facts, { telemetry: silent, clock, timer });
  await timer.advance(1_500);
  const kept = await late;
  assert.deepEqual([kept.count, kept.okAtMs], [30, facts.okAtMs]);
  assert.match(kept.error ?? "", /1500 ms/);
});
