import assert from "node:assert/strict";
import type { HttpClientRequest } from "@netops/core";
import { FakeTimer, ScriptedHttpClient } from "@netops/core/testing";
import { instance } from "../monkey_fixture.ts";
import type { Act } from "../recorder/act.ts";
import { HuntWire } from "./hunt_wire.ts";
import { MonkeyWire } from "./monkey_wire.ts";
import { PlatformEyes } from "./platform_eyes.ts";
import { TrackerList } from "./tracker_list.ts";

const FLEET = "http://127.0.0.1:1";
const GUARDIAN = "http://127.0.0.1:2";
const TELEMETRY = "http://127.0.0.1:3";
const TRACKER = "http://127.0.0.1:4/acts";

const ACT: Act = {
  ...{ id: "chaos/2026-10-14/shop", kind: "chaos", group: "shop", app: "shop", index: 0, atMs: 1 },
  ...{ instance: "shop-0", strategy: "BurnCpu", day: "2026-10-14", isLeashed: false },
};

/** A platform that gives these answers; what is not named is 404. */
function rigOf(change: Readonly<Record<string, unknown>> = {}) {
  const answers: Record<string, unknown> = {
    [`${FLEET}/v1/instances`]: {
      instances: [
        instance("shop-0"),
        instance("guardian-0", { app: "guardian", port: 2 }),
      ],
    },
    [`${FLEET}/v1/changes`]: { apps: ["cart"] },
    [`${FLEET}/v1/boot`]: {
      apps: [{ app: "kv", tier: "ground" }, { app: "shop", tier: "service" }],
    },
    [`${FLEET}/v1/status`]: { healthy: true, apps: [] },
    [`${FLEET}/v1/events`]: { taken: 1 },
    [`${TELEMETRY}/v1/slo`]: { slos: [{ name: "fast", state: "met" }] },
    [`${GUARDIAN}/v1/chaos`]: { active: [{ targets: [{ instance: "shop-0" }] }] },
    [`${GUARDIAN}/v1/chaos/faults`]: { id: "f-1" },
    [`${GUARDIAN}/v1/chaos/renew`]: { over: [] },
    [`${GUARDIAN}/v1/chaos/stop`]: { faults: [] },
    [TRACKER]: {},
    ...change,
  };
  const http = new ScriptedHttpClient(({ url }) =>
    answers[url] === undefined ? new Response("none", { status: 404 }) : Response.json(answers[url])
  );
  const timer = new FakeTimer();
  const wire = new MonkeyWire({ http, timer, token: "secret" });
  const urls = { gateway: "", registry: "", ops: "", metrics: TELEMETRY };
  const eyes = new PlatformEyes(wire, { fleetUrl: FLEET, urls });
  const { clock } = timer;
  const trackers = new TrackerList({ wire, clock, fleetUrl: FLEET, trackers: [TRACKER] });
  return { http, hunt: new HuntWire({ wire, eyes, trackers, owner: "monkey-chaos" }) };
}

function sentTo(requests: readonly HttpClientRequest[], url: string) {
  return requests.filter((request) => request.url === url);
}

Deno.test("look() tells instances, what faults hold, what is under deploy, and the ground", async () => {
  const sight = await rigOf().hunt.look();
  assert.equal(sight.instances.length, 2);
  assert.deepEqual([...sight.held], ["shop-0"]);
  assert.deepEqual([...sight.deploying], ["cart"]);
  assert.deepEqual([...sight.ground], ["kv"]);
});

Deno.test("look() fails without a guardian: nobody would undo anything", async () => {
  const rig = rigOf({ [`${FLEET}/v1/instances`]: { instances: [instance("shop-0")] } });
  await assert.rejects(rig.hunt.look(), { code: "NO_INSTANCE" });
});

Deno.test("outage() is none when all is well, says what is ill or burns, and fails when nobody says", async () => {
  assert.equal(await rigOf().hunt.outage(), undefined);
  const ill = { healthy: false, apps: [{ app: "shop", desired: 2, status: "DOWN" }] };
  assert.equal(
    await rigOf({ [`${FLEET}/v1/status`]: ill }).hunt.outage(),
    "the platform is not healthy: shop",
  );
  const slos = [{ name: "fast", state: "burning" }, { name: "good", state: "met" }];
  assert.equal(
    await rigOf({ [`${TELEMETRY}/v1/slo`]: { slos } }).hunt.outage(),
    "the objective fast burns",
  );
  await assert.rejects(rigOf({ [`${TELEMETRY}/v1/slo`]: undefined }).hunt.outage());
  await assert.rejects(rigOf({ [`${FLEET}/v1/status`]: undefined }).hunt.outage());
});

Deno.test("tellUndone() says on the time line that an act was refused", async () => {
  const { hunt, http } = rigOf();
  await hunt.tellUndone(ACT, { outcome: "refused", reason: "the last one" });
  const [event] = sentTo(http.requests, `${FLEET}/v1/events`);
  assert.match(String(event?.body), /"kind":"monkey\.refused","subject":"shop-0".*the last one/);
});

Deno.test("track() tells the time line and every tracker, and gives the token only to the run", async () => {
  const { hunt, http } = rigOf();
  await hunt.track(ACT);
  const [event] = sentTo(http.requests, `${FLEET}/v1/events`);
  assert.match(String(event?.body), /"kind":"monkey\.act","subject":"shop-0"/);
  assert.deepEqual(new Headers(event?.headers).get("authorization"), "Bearer secret");
  const [told] = sentTo(http.requests, TRACKER);
  assert.deepEqual(JSON.parse(String(told?.body)), ACT);
  assert.equal(new Headers(told?.headers).get("authorization"), null);
  await assert.rejects(rigOf({ [TRACKER]: undefined }).hunt.track(ACT));
  await assert.rejects(rigOf({ [`${FLEET}/v1/events`]: undefined }).hunt.track(ACT));
});

Deno.test("inject() asks for one instance, bounded in time, owned by the monkey, with a lease", async () => {
  const { hunt, http } = rigOf();
  await hunt.renew();
  await hunt.release();
  assert.equal(http.requests.length, 0);
  const { id } = await hunt.inject({
    ...{ faultKind: "cpu-burn", instance: "shop-0", parameters: { workers: 2 } },
    ...{ durationMs: 9_000, seed: "s" },
  });
  assert.equal(id, "f-1");
  const [sent] = sentTo(http.requests, `${GUARDIAN}/v1/chaos/faults`);
  assert.deepEqual(JSON.parse(String(sent?.body)), {
    ...{ kind: "cpu-burn", target: "shop-0", count: 1, parameters: { workers: 2 } },
    ...{ durationMs: 9_000, seed: "s", leaseMs: 5_000, experimentId: "monkey-chaos" },
  });
  await hunt.renew();
  await hunt.release();
  for (const path of ["renew", "stop"]) {
    const [owned] = sentTo(http.requests, `${GUARDIAN}/v1/chaos/${path}`);
    assert.equal(JSON.parse(String(owned?.body)).experimentId, "monkey-chaos");
  }
});

Deno.test("a question that is not answered is given up after ten seconds", async () => {
  const timer = new FakeTimer();
  const http = new ScriptedHttpClient(({ signal }) =>
    new Promise((_resolve, reject) =>
      signal?.addEventListener("abort", () => reject(signal.reason), { once: true })
    )
  );
  const wire = new MonkeyWire({ http, timer, token: "t" });
  const asked = wire.ask({ method: "GET", url: FLEET });
  const given = assert.rejects(asked, { code: "TIMED_OUT" });
  await timer.advance(10_000);
  await given;
  assert.equal(timer.pendingCount, 0);
});
