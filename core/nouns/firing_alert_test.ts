import assert from "node:assert/strict";
import { alertSeverity, alertSummary, readFiringAlerts } from "./firing_alert.ts";

const AT = "2026-11-27T20:00:00.000Z";
const alert = (labels: Record<string, string>, more = {}) => ({
  ...{ labels, annotations: {}, state: "firing", activeAt: AT, value: "1e+00" },
  ...more,
});

Deno.test("readFiringAlerts() tells those that fire, those that page first", () => {
  const alerts = [
    alert({ alertname: "Slow", app: "shop", zone: "eu-a" }),
    alert({ alertname: "Waits" }, { state: "pending" }),
    alert({ alertname: "Z", severity: "page" }, { annotations: { summary: "z is down" } }),
  ];
  const activeAtMs = Date.parse(AT);
  assert.deepEqual(readFiringAlerts({ status: "success", data: { alerts } }), [
    { name: "Z", severity: "page", summary: "z is down", labels: {}, activeAtMs },
    {
      ...{ name: "Slow", summary: "app shop, zone eu-a", activeAtMs },
      labels: { app: "shop", zone: "eu-a" },
    },
  ]);
});

Deno.test("readFiringAlerts() finds none in what is no answer", () => {
  for (const body of [undefined, null, 7, "x", {}, { data: { alerts: 1 } }]) {
    assert.deepEqual(readFiringAlerts(body), []);
  }
  assert.equal(readFiringAlerts({ data: { alerts: [{ state: "firing" }, null] } }).length, 1);
});

Deno.test("an alert is said by its summary, else its description, else its labels", () => {
  const labels = { alertname: "A", severity: "page", app: "shop" };
  assert.equal(alertSummary({ labels, annotations: { summary: "s", description: "d" } }), "s");
  assert.equal(alertSummary({ labels, annotations: { description: "d" } }), "d");
  assert.equal(alertSummary({ labels }), "app shop");
  assert.equal(alertSeverity({ labels }), "page");
});
