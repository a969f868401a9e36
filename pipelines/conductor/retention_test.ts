import assert from "node:assert/strict";
import type { StoredLook } from "@netops/core/contracts";
import { FakeClock } from "@netops/core/testing";
import { ConductorRig, pipelineOfStages } from "./conductor_fixture.ts";
import { LookStore } from "./look_store.ts";
import { dropOld } from "./retention.ts";
import { handler, HELD, QUICK, stage } from "./stage_doubles.ts";
import { ExecutionStore } from "./store.ts";

async function keysOf(kv: Deno.Kv): Promise<string[]> {
  const keys: string[] = [];
  for await (const { key } of kv.list({ prefix: [] })) keys.push(key.map(String).join(" "));
  return keys;
}

Deno.test("the oldest executions are dropped with all that is theirs; what is open stays", async () => {
  await using rig = await ConductorRig.open({
    handlers: { wait: QUICK, until: HELD, http: handler(() => ({ status: "SUCCEEDED" })) },
  });
  const ids: string[] = [];
  for (let at = 0; at < 6; at++) {
    const app = at % 2 === 0 ? "shop" : "cart";
    const notifications = [{ on: ["started" as const], to: { kind: "terminal" as const } }];
    const { id } = await rig.start([stage("a")], {
      key: `k${at}`,
      pipelineOf: { app, notifications },
    });
    await rig.untilOver(id);
    ids.push(id);
    await new LookStore(rig.kv.kv).put({ execution: id, stage: "a", number: 0 }, {} as StoredLook);
    await rig.advance(1_000);
  }
  const open = await rig.start([stage("a", { type: "until" })], { pipelineOf: { app: "other" } });
  await rig.advance(1_000);
  const clock = new FakeClock();
  // A store of its own makes the rig's conductor one that was replaced, which is at rest here.
  const store = await ExecutionStore.open({ kv: rig.kv.kv, clock });
  await dropOld(store, { app: "shop", kept: { perApp: 2, inAll: 100 } });
  const shops = await store.history({ app: "shop", limit: 10 });
  assert.deepEqual(shops.map(({ record }) => record.id), [ids[4], ids[2]]);
  assert.equal((await store.history({ app: "cart", limit: 10 })).length, 3);
  assert.ok(!(await keysOf(rig.kv.kv)).some((key) => key.includes(ids[0]!) || key.endsWith(" k0")));
  await dropOld(store, { app: "none", kept: { perApp: 2, inAll: 1 } });
  const left = await store.history({ limit: 10 });
  assert.deepEqual(left.map(({ record }) => record.id), [open.id]);
  await dropOld(store, { app: "none", kept: { perApp: 0, inAll: 0 } });
  assert.equal((await store.history({ limit: 10 })).length, 1, "what is open stays");
  for (const id of ids) {
    assert.ok(!(await keysOf(rig.kv.kv)).some((key) => key.includes(id)), id);
  }
});

Deno.test("executions with thousands of events are dropped as a whole", async () => {
  await using rig = await ConductorRig.open({
    handlers: {
      wait: handler((_scope, state) => ({
        ...{
          status: state === 12 ? "SUCCEEDED" : "RUNNING",
          state: Number(state) + 1,
          wakeAtMs: 0,
        },
        events: Array(100).fill({ kind: "x", data: {} }),
      })),
    },
  });
  const { id } = await rig.conductor.start({
    ...{ pipeline: pipelineOfStages([stage("a")]), parameters: {}, by: "x", trigger: "manual" },
  });
  await rig.untilOver(id);
  assert.ok((await rig.conductor.events(id, 0)).length > 1_200);
  const store = await ExecutionStore.open({ kv: rig.kv.kv, clock: rig.clock });
  await dropOld(store, { app: "shop", kept: { perApp: 0, inAll: 0 } });
  assert.deepEqual(await keysOf(rig.kv.kv), ["generation"]);
});
