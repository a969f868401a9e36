import assert from "node:assert/strict";
import { NetopsError } from "@netops/core";
import { FakeClock } from "@netops/core/testing";
import type { AppCall } from "../app_wire.ts";
import { DeployData } from "./deploy_data.ts";
import { readDeployFacts } from "./deploy_facts.ts";

const clock = new FakeClock();

function conductorOf(answers: Readonly<Record<string, unknown>>) {
  const ask = <T>({ path }: AppCall) => {
    const answer = answers[path];
    return answer === undefined
      ? Promise.reject(new NetopsError("NO_INSTANCE", "No conductor is up"))
      : Promise.resolve(answer as T);
  };
  return { ask };
}

function execution(id: string, status: string, stages: unknown[] = []) {
  return { id, app: "hello", pipeline: "p", status, stages, createdAtMs: 1, seq: 3 };
}

const asking = { name: "ask", type: "approve", status: "RUNNING", reason: "Ship it?" };
const deploying = {
  ...{ name: "deploy", type: "deploy", status: "RUNNING", reason: "look 1" },
  deploy: {
    ...{ strategy: "canary", stepNumber: 2, stepCount: 9, isRollingBack: false, looks: [] },
    groups: [{ name: "hello-v000", role: "old" }, { name: "hello-v001", role: "fresh" }],
  },
};

Deno.test("what runs is listed first and once, then the newest 20 that are over, without their stages", async () => {
  const over = Array.from({ length: 30 }, (_, at) => execution(`d-${at}`, "SUCCEEDED"));
  const running = execution("d-run", "RUNNING", [deploying]);
  const conductor = conductorOf({
    "/v1/executions?open=true": { executions: [running] },
    "/v1/executions?limit=40": { executions: [running, ...over] },
  });
  const answer = await new DeployData({ conductor, clock }).load("deploys", "");
  assert.ok(answer.ok);
  const [first] = answer.value.running;
  assert.deepEqual([answer.value.running.length, answer.value.recent.length], [1, 20]);
  assert.deepEqual([first?.how, first?.standing, first?.waits], [
    ...["canary", "RUNNING", "deploy: look 1"],
  ]);
  assert.deepEqual([first?.from, first?.to], ["hello-v000", "hello-v001"]);
  assert.ok(!("stages" in (first ?? {})));
});

Deno.test("a conductor that is away, or knows no such deploy, is an answer in words", async () => {
  const data = new DeployData({ conductor: conductorOf({}), clock });
  const answer = await data.load("deploy", "?deploy=d-1");
  assert.deepEqual([answer.ok, !answer.ok && answer.why], [false, "down"]);
  const looks = await data.load("cohorts", "?deploy=d-1");
  assert.equal(looks.ok, false);
});

Deno.test("what goes on is told in a few words, and kept while the conductor is away", async () => {
  const executions = [
    execution("d-1", "RUNNING", [asking]),
    execution("d-2", "RUNNING", [deploying]),
    execution("d-3", "NOT_STARTED"),
  ];
  const there = conductorOf({ "/v1/executions?open=true": { executions } });
  const known = await readDeployFacts(undefined, { conductor: there, clock });
  assert.deepEqual(known.running.map(({ id, words }) => [id, words]), [
    ["d-1", "p, waits for an answer"],
    ["d-2", "canary, step 2/9, running"],
    ["d-3", "p, not started"],
  ]);
  const lost = await readDeployFacts(known, { conductor: conductorOf({}), clock });
  assert.deepEqual(lost, { ...known, error: "No conductor is up" });
});
