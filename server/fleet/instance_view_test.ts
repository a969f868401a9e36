import assert from "node:assert/strict";
import { groupOf, manifestOf, memberOf } from "./fleet_fixture.ts";
import { viewMember } from "./instance_view.ts";

const view = (change: Parameters<typeof manifestOf>[0]) =>
  viewMember(groupOf({ manifest: manifestOf(change) }), memberOf(), { hasTraffic: true });

Deno.test("a service says where its metrics are when its manifest has a path for them", () => {
  const { metricsUrl, adminUrl } = view({ metricsPath: "/internal/metrics" });
  assert.deepEqual([metricsUrl, adminUrl], ["http://127.0.0.1:20001/internal/metrics", undefined]);
  assert.equal("metricsUrl" in view({}), false);
});

Deno.test("a process of ours has an admin port, where its metrics are", () => {
  const { metricsUrl, adminUrl } = view({ tier: "platform" });
  assert.deepEqual([metricsUrl, adminUrl], [undefined, "http://127.0.0.1:20002"]);
});
