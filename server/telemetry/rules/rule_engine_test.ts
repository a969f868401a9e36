import assert from "node:assert/strict";
import { FakeTimer, RecordingEventSink } from "@netops/core/testing";
import { RecordingSampleSink } from "../intake/recording_sinks.ts";
import { LabelSet } from "../model/label_set.ts";
import type { RuleAnswer } from "./rule_query.ts";
import type { AlertingRule, Rule } from "./rule.ts";
import { RuleEngine, type RuleEngineOptions } from "./rule_engine.ts";
import { alertsView, ruleGroupsView } from "./rule_views.ts";

const ALERT: AlertingRule = {
  ...{ alert: "Slow", query: "slow", forMs: 1_000, keepFiringForMs: 0 },
  ...{ labels: { severity: "page" }, annotations: { summary: "{{ $value }}" } },
};
const RECORD = { record: "a:b", query: "fine", labels: { by: "rule" } };

function rig(rules: readonly Rule[], more: Partial<RuleEngineOptions> = {}) {
  const timer = new FakeTimer();
  const sink = new RecordingSampleSink();
  const events = new RecordingEventSink();
  const drops: string[] = [];
  const answers = new Map<string, RuleAnswer>();
  const asked: [string, number][] = [];
  const startMs = timer.clock.nowMs();
  const engine = new RuleEngine({
    ...{ timer, clock: timer.clock, sink, events },
    groups: [{ name: "g", intervalMs: 1_000, rules }],
    query: (text, timeMs) => {
      asked.push([text, timeMs - startMs]);
      return answers.get(text) ?? { samples: [] };
    },
    onDrop: (what, reason, count) => drops.push(`${what} ${reason} ${count}`),
    ...more,
  });
  const give = (query: string, ...apps: string[]) =>
    answers.set(query, {
      samples: apps.map((app) => ({ labels: LabelSet.of({ __name__: "x", app }), value: 7 })),
    });
  const written = () =>
    sink.drain().map(({ series, tsMs, value }) => `${series} ${tsMs - startMs} ${value}`);
  const health = () => ruleGroupsView(engine.groups)[0]?.rules.map((rule) => rule.health);
  return { timer, sink, events, drops, answers, asked, engine, give, written, health };
}

Deno.test("a recording rule writes its result under its name, its labels win, and what is gone ends", async () => {
  const { timer, engine, give, written } = rig([RECORD]);
  give("fine", "one", "two");
  await timer.advance(1_000);
  assert.deepEqual(written(), [
    'a:b{app="one",by="rule"} 1000 7',
    'a:b{app="two",by="rule"} 1000 7',
  ]);
  give("fine", "two");
  await timer.advance(1_000);
  assert.deepEqual(written(), [
    'a:b{app="two",by="rule"} 2000 7',
    'a:b{app="one",by="rule"} 2000 stale',
  ]);
  engine.close();
});

Deno.test("an alert writes ALERTS and ALERTS_FOR_STATE, and stands on the time line", async () => {
  const { timer, engine, give, written, events } = rig([ALERT]);
  const sinceS = (timer.clock.nowMs() + 1_000) / 1_000;
  const labels = 'alertname="Slow",';
  const rest = 'app="one",severity="page"';
  give("slow", "one");
  await timer.advance(1_000);
  assert.deepEqual(written(), [
    `ALERTS{${labels}alertstate="pending",${rest}} 1000 1`,
    `ALERTS_FOR_STATE{${labels}${rest}} 1000 ${sinceS}`,
  ]);
  assert.equal(events.events.length, 0);
  await timer.advance(1_000);
  assert.deepEqual(written(), [
    `ALERTS{${labels}alertstate="firing",${rest}} 2000 1`,
    `ALERTS_FOR_STATE{${labels}${rest}} 2000 ${sinceS}`,
    `ALERTS{${labels}alertstate="pending",${rest}} 2000 stale`,
  ]);
  give("slow");
  await timer.advance(1_000);
  assert.deepEqual(written(), [
    `ALERTS{${labels}alertstate="firing",${rest}} 3000 stale`,
    `ALERTS_FOR_STATE{${labels}${rest}} 3000 stale`,
  ]);
  assert.deepEqual(events.events.map(({ kind, subject }) => [kind, subject]), [
    ["alert.firing", "Slow"],
    ["alert.resolved", "Slow"],
  ]);
  assert.deepEqual(events.events[0]?.data, {
    labels: { alertname: "Slow", app: "one", severity: "page" },
    ...{ annotations: { summary: "7" }, value: 7, activeAtMs: sinceS * 1_000 },
  });
  engine.close();
});

Deno.test("a query that fails marks its rule, keeps its alerts, and does not stop others", async () => {
  const { timer, engine, give, answers, written, health } = rig([ALERT, RECORD]);
  give("slow", "one");
  give("fine", "one");
  await timer.advance(2_000);
  answers.set("slow", { error: "no such thing" });
  written();
  await timer.advance(1_000);
  assert.deepEqual(written(), ['a:b{app="one",by="rule"} 3000 7']);
  assert.deepEqual(health(), ["err", "ok"]);
  const [view] = ruleGroupsView(engine.groups)[0]?.rules ?? [];
  assert.equal(view !== undefined && "lastError" in view && view.lastError, "no such thing");
  assert.equal(alertsView(engine.groups)[0]?.state, "firing");
  engine.close();
});

Deno.test("series that become one are an error of the rule", async () => {
  const { timer, engine, give, health } = rig([{ ...RECORD, labels: { app: "same" } }, ALERT]);
  give("fine", "one", "two");
  await timer.advance(1_000);
  assert.deepEqual(health(), ["err", "ok"]);
  engine.close();
});

Deno.test("a turn that comes while its group is at work is left out and counted", async () => {
  const { timer, engine, asked, drops } = rig([RECORD, ALERT]);
  // The turn between the two rules takes longer than the interval.
  const inner = timer.sleep.bind(timer);
  timer.sleep = (delayMs, signal) => inner(delayMs + 1_500, signal);
  await timer.advance(2_000);
  assert.deepEqual(asked, [["fine", 1_000]]);
  assert.deepEqual(drops, ["evaluations overrun 1"]);
  await timer.advance(1_000);
  assert.deepEqual(asked, [["fine", 1_000], ["slow", 1_000], ["fine", 3_000]]);
  engine.close();
});

Deno.test("all rules of a group are asked for one whole second; nothing is asked after the end", async () => {
  const { timer, engine, asked } = rig([RECORD, ALERT]);
  timer.clock.jumpWall(300);
  await timer.advance(1_000);
  assert.deepEqual(asked, [["fine", 1_000], ["slow", 1_000]]);
  engine.close();
  await timer.advance(5_000);
  assert.equal(asked.length, 2);
  assert.equal(timer.pendingCount, 0);
});

Deno.test("rules, alerts and events that are too many are refused and counted", async () => {
  const few = rig([RECORD, ALERT, RECORD], { mostRules: 1 });
  assert.deepEqual(few.drops, ["rules too_many 2"]);
  assert.equal(few.health()?.length, 1);
  few.engine.close();
  const many = rig([{ ...ALERT, forMs: 0 }], { mostAlerts: 60 });
  many.give("slow", ...Array.from({ length: 70 }, (_, at) => `app${at}`));
  await many.timer.advance(1_000);
  assert.deepEqual(many.drops, ["alerts too_many 10", "events many_alerts 10"]);
  assert.equal(many.events.events.length, 50);
  assert.equal(alertsView(many.engine.groups).length, 60);
  many.engine.close();
});

Deno.test("groups and alerts are shown as Prometheus' HTTP API shows them", async () => {
  const { timer, engine, give } = rig([RECORD, { ...ALERT, keepFiringForMs: 5_000 }]);
  const never = "0001-01-01T00:00:00Z";
  assert.equal(ruleGroupsView(engine.groups)[0]?.lastEvaluation, never);
  assert.deepEqual(engine.groups[0]?.runs.map(({ health: { health } }) => health), [
    "unknown",
    "unknown",
  ]);
  give("slow", "one");
  await timer.advance(1_000);
  const at = new Date(timer.clock.nowMs()).toISOString();
  const alert = {
    labels: { alertname: "Slow", app: "one", severity: "page" },
    ...{ annotations: { summary: "7" }, state: "pending", activeAt: at, value: "7e+00" },
  };
  const last = { health: "ok", evaluationTime: 0, lastEvaluation: at };
  assert.deepEqual(alertsView(engine.groups), [alert]);
  assert.deepEqual(ruleGroupsView(engine.groups), [{
    ...{ name: "g", file: "netops", interval: 1, limit: 0, evaluationTime: 0, lastEvaluation: at },
    rules: [
      { name: "a:b", query: "fine", labels: { by: "rule" }, ...last, type: "recording" },
      {
        ...{ state: "pending", name: "Slow", query: "slow", duration: 1, keepFiringFor: 5 },
        ...{ labels: { severity: "page" }, annotations: { summary: "{{ $value }}" } },
        ...{ alerts: [alert], ...last, type: "alerting" },
      },
    ],
  }]);
  await timer.advance(1_000);
  give("slow");
  await timer.advance(1_000);
  const [kept] = alertsView(engine.groups);
  assert.deepEqual([kept?.state, kept?.keepFiringSince], [
    "firing",
    new Date(timer.clock.nowMs()).toISOString(),
  ]);
  engine.close();
});
