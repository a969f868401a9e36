import assert from "node:assert/strict";
import fc from "fast-check";
import { LabelSet } from "../model/label_set.ts";
import { AlertStates, SameLabels } from "./alert_state.ts";
import type { AlertingRule } from "./rule.ts";

const RULE: AlertingRule = {
  ...{ alert: "Slow", query: "x > 1", forMs: 20, keepFiringForMs: 0 },
  labels: { severity: "page", zone: "of {{ $labels.zone }}" },
  annotations: { summary: "{{ $labels.app }} is at {{ $value }}" },
};

const sample = (app: string, value = 2, more: Record<string, string> = {}) => ({
  labels: LabelSet.of({ __name__: "x", app, ...more }),
  value,
});

function states(more: Partial<AlertingRule> = {}, most = 10) {
  const made = new AlertStates({ ...RULE, ...more }, most);
  const at = (timeMs: number, ...apps: string[]) => {
    const { fired, resolved } = made.step(apps.map((app) => sample(app)), timeMs);
    const names = (list: typeof fired) => list.map(({ labels }) => labels.get("app")).join();
    const now = made.alerts.map(({ labels, state }) => `${labels.get("app")} ${state}`).join();
    return [now, names(fired), names(resolved)];
  };
  return { made, at };
}

Deno.test("a label set is pending until it was there for its time, fires once, and is resolved when it is gone", () => {
  const { at } = states();
  assert.deepEqual(at(0, "a"), ["a pending", "", ""]);
  assert.deepEqual(at(19, "a"), ["a pending", "", ""]);
  assert.deepEqual(at(20, "a", "b"), ["a firing,b pending", "a", ""]);
  assert.deepEqual(at(30, "a", "b"), ["a firing,b pending", "", ""]);
  assert.deepEqual(at(40), ["", "", "a"]);
  assert.deepEqual(at(50), ["", "", ""]);
});

Deno.test("a gap while it is pending begins its time anew", () => {
  const { at } = states();
  at(0, "a");
  assert.deepEqual(at(10), ["", "", ""]);
  assert.deepEqual(at(20, "a"), ["a pending", "", ""]);
  assert.deepEqual(at(40, "a"), ["a firing", "a", ""]);
});

Deno.test("without a time it fires at once", () => {
  assert.deepEqual(states({ forMs: 0 }).at(0, "a"), ["a firing", "a", ""]);
});

Deno.test("a firing alert is kept for a while after it vanished, and coming back ends that while", () => {
  const { at } = states({ forMs: 0, keepFiringForMs: 20 });
  at(0, "a");
  assert.deepEqual(at(10), ["a firing", "", ""]);
  assert.deepEqual(at(29), ["a firing", "", ""]);
  assert.deepEqual(at(29, "a"), ["a firing", "", ""]);
  assert.deepEqual(at(40), ["a firing", "", ""]);
  assert.deepEqual(at(59), ["a firing", "", ""]);
  assert.deepEqual(at(60), ["", "", "a"]);
});

Deno.test("keeping is for what fires, not for what is pending", () => {
  const { at } = states({ keepFiringForMs: 20 });
  at(0, "a");
  assert.deepEqual(at(10), ["", "", ""]);
});

Deno.test("the time it became active stays, the value and what is said of it are the newest", () => {
  const { made } = states({ forMs: 0, keepFiringForMs: 100 });
  made.step([sample("a", 2, { zone: "z" })], 5);
  made.step([sample("a", 3.5, { zone: "z" })], 15);
  made.step([], 25);
  const [alert] = made.alerts;
  assert.deepEqual([alert?.activeAtMs, alert?.value, alert?.keptSinceMs], [5, 3.5, 25]);
  assert.deepEqual(alert?.annotations, { summary: "a is at 3.5" });
  assert.deepEqual(alert?.labels.toJSON(), {
    ...{ alertname: "Slow", app: "a", severity: "page", zone: "of z" },
  });
});

Deno.test("series that become one alert are an error, and nothing changes", () => {
  const { made, at } = states({ labels: { app: "same" }, forMs: 0 });
  made.step([sample("a")], 0);
  assert.throws(() => made.step([sample("a"), sample("b")], 10), SameLabels);
  assert.deepEqual(at(20, "b"), ["same firing", "", ""]);
});

Deno.test("what is one too many is refused and counted; those that are there stay", () => {
  const { made } = states({ forMs: 0 }, 2);
  made.step([sample("b")], 0);
  const step = made.step(["a", "b", "c", "d"].map((app) => sample(app)), 10);
  assert.equal(step.refused, 2);
  assert.deepEqual(made.alerts.map(({ labels }) => labels.get("app")), ["b", "a"]);
});

Deno.test("each alert that fires is resolved at most once, and only after it fired", () => {
  const apps = fc.subarray(["a", "b", "c"]);
  fc.assert(
    fc.property(fc.array(apps), fc.nat(3), fc.nat(3), (steps, hold, keep) => {
      const { made } = states({ forMs: hold, keepFiringForMs: keep });
      const firing = new Set<string>();
      steps.forEach((found, timeMs) => {
        const { fired, resolved } = made.step(found.map((app) => sample(app)), timeMs);
        for (const { labels } of resolved) assert.ok(firing.delete(labels.key));
        for (const { labels } of fired) {
          assert.ok(!firing.has(labels.key));
          firing.add(labels.key);
        }
        const now = made.alerts.filter(({ state }) => state === "firing");
        assert.deepEqual(new Set(now.map(({ labels }) => labels.key)), firing);
      });
    }),
  );
});
