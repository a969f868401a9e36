import assert from "node:assert/strict";
import { NetopsError } from "@netops/core";
import type { ArmCounts } from "@netops/core/contracts";
import { PlatformCohorts } from "./platform_cohorts.ts";

const arm = (requests: number, failures: number, given: number): ArmCounts => ({
  ...{ drawn: requests + 1, requests, failures, given, latenciesMs: [[10, requests - 1], [20, 1]] },
});

/** Two gateways and a service; answers are what a test changes. */
function world() {
  const hits = new Map([["g1", 0], ["g2", 0], ["shop", 3]]);
  const down = new Set<string>();
  const instances = new Map([["g1", "gateway"], ["g2", "gateway"], ["shop", "shop"]]);
  const idOf = (url: string) => url.split("/")[2] ?? "";
  const wire = {
    ask: <T>({ url }: { url: string }): Promise<T> => {
      if (url.endsWith("/v1/instances")) {
        const rows = [...instances].map(([id, app]) => ({ id, app, adminUrl: `http://${id}` }));
        return Promise.resolve({ instances: [...rows, { id: "user", app: "user" }] } as T);
      }
      if (down.has(idOf(url))) return Promise.reject(new NetopsError("UNREACHABLE", "gone"));
      const cohorts = [
        { id: "x-1", control: arm(10, 1, 0), experiment: arm(12, 2, 12) },
        { id: "x-2", control: arm(99, 9, 0), experiment: arm(99, 9, 99) },
      ];
      return Promise.resolve({ cohorts } as T);
    },
    read: (url: string) => {
      if (down.has(idOf(url))) return Promise.reject(new NetopsError("UNREACHABLE", "gone"));
      return Promise.resolve(
        `fault_hits_total{kind="latency"} 77\nfault_hits_total{kind="request-abort"} ${
          hits.get(idOf(url))
        }\n`,
      );
    },
  };
  return {
    hits,
    down,
    instances,
    cohorts: new PlatformCohorts({ wire, fleetUrl: "http://fleet" }),
  };
}

Deno.test("arms are summed over gateways, and what happened is what is above what was given", async () => {
  const { hits, cohorts } = world();
  await cohorts.begin();
  hits.set("g1", 12).set("g2", 12).set("shop", 3 + 20);
  assert.deepEqual(await cohorts.read("x-1"), {
    control: { drawn: 22, requests: 20, failures: 2, given: 0, latenciesMs: [[10, 18], [20, 2]] },
    experiment: {
      drawn: 26,
      requests: 24,
      failures: 4,
      given: 24,
      latenciesMs: [[10, 22], [20, 2]],
    },
    happened: 20,
  });
});

Deno.test("a fault that was only given did not happen", async () => {
  const { hits, cohorts } = world();
  await cohorts.begin();
  hits.set("g1", 12).set("g2", 12);
  assert.equal((await cohorts.read("x-1")).happened, 0);
});

Deno.test("without a look before nobody can tell whether it happened, and an unknown experiment has no request", async () => {
  const { cohorts } = world();
  const seen = await cohorts.read("x-9");
  assert.deepEqual([seen.happened, seen.control.requests, seen.experiment.given], [
    undefined,
    0,
    0,
  ]);
});

Deno.test("a gateway that does not answer, or is gone, took its counts along: nothing is known then", async () => {
  const { down, instances, cohorts } = world();
  await cohorts.begin();
  down.add("g2");
  const lost = { code: "NO_INSTANCE", message: /as g2, which counted, does not answer/ };
  await assert.rejects(cohorts.read("x-1"), lost);
  instances.delete("g2");
  await assert.rejects(cohorts.read("x-1"), lost);
  instances.delete("g1");
  await assert.rejects(cohorts.read("x-1"), { code: "NO_INSTANCE" });
});
