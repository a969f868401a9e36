import assert from "node:assert/strict";
import { document, fault } from "../experiment_fixture.ts";
import { readExperiment } from "../experiment.ts";
import { NO_VARIABLES } from "../settings/variables.ts";
import { planExperiment } from "./plan.ts";
import { plannedRequests } from "./planned_requests.ts";

function requestsOf(parts: Record<string, unknown>, configuration = {}) {
  const experiment = readExperiment(JSON.stringify(document(parts)), "x.json");
  const plan = planExperiment(experiment, { seed: "1" });
  const variables = { ...NO_VARIABLES, configuration };
  return plannedRequests(experiment, plan, { variables, env: { HERE: "shop" } });
}

Deno.test("a fault of a plan is asked for as the run will, with values of configuration and --var", () => {
  const configuration = { app: "hello", delay: 5, lasts: "3s", many: 2 };
  const parameters = { delayMs: "${delay}" };
  const method = [
    fault("f", { target: "${app}", duration: "${lasts}", count: "${many}", parameters }),
  ];
  const [one] = requestsOf({ configuration, method }, { app: "shop" });
  const { seed, ...request } = one?.request ?? {};
  assert.deepEqual(request, {
    ...{ fault: "process-pause", target: "shop", durationMs: 3_000, count: 2 },
    parameters: { delayMs: 5 },
  });
  assert.match(String(seed), /^[0-9a-f]{16}$/);
});

Deno.test("what only the run knows is not asked for, and nothing is run to know it", () => {
  const probe = { type: "probe", provider: { type: "process", path: "touch", arguments: "/x" } };
  const configuration = {
    here: { type: "env", key: "HERE" },
    gone: { type: "env", key: "GONE" },
    asked: probe,
  };
  const targets = ["${here}", "${gone}", "${asked}", "${outputs.a.stdout}"];
  const method = targets.map((target, at) => fault(`f${at}`, { target }));
  const found = requestsOf({ configuration, method });
  assert.deepEqual(found.map(({ request, unknown }) => request?.target ?? unknown), [
    "shop",
    ...targets.slice(1),
  ]);
});

Deno.test("a value that makes no request is told", () => {
  const configuration = { lasts: "3 parsecs" };
  assert.throws(
    () => requestsOf({ configuration, method: [fault("f", { duration: "${lasts}" })] }),
    /fault of "f"/,
  );
});
