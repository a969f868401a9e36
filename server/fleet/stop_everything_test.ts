import { FakeTimer } from "@netops/core/testing";
import assert from "node:assert/strict";
import { groupOf, manifestOf, memberOf } from "./fleet_fixture.ts";
import type { Member } from "./model.ts";
import type { FleetParts } from "./parts.ts";
import { stopEverything } from "./stop_everything.ts";

/** Parts that end whom they are told to at once, and note in which steps. */
function begin(apps: readonly string[]) {
  const steps: string[][] = [];
  const members = new Map(
    apps.map((app) => [app, memberOf({ id: app, group: `${app}-v000` })]),
  );
  const supervisor = {
    ...{ stopCapMs: Infinity, allGroups: [], world: { members } },
    freeze: () => steps.push(["freeze"]),
    hurry: () => steps.push(["hurry"]),
    close: () => undefined,
    groupOf: ({ id }: Member) => groupOf({ manifest: manifestOf({ app: id }) }),
    stopWhere: (select: (member: Member) => boolean) => {
      const chosen = [...members.values()].filter(select);
      for (const { id } of chosen) members.delete(id);
      if (chosen.length > 0) steps.push(chosen.map(({ id }) => id));
      return Promise.resolve();
    },
  };
  const close = () => Promise.resolve();
  const faults = { endAll: close };
  const rest = { faults, jobs: { close }, keeper: { close }, logs: { close }, store: { close } };
  return { steps, parts: { supervisor, ...rest } as unknown as FleetParts };
}

const APPS = [
  "registry",
  "kv",
  "telemetry",
  "events",
  "origin",
  "user",
  "hello",
  "oca",
  "gateway",
  "web",
];

Deno.test("a stop ends last what others write to while they stop", async () => {
  const { steps, parts } = begin(APPS);
  const timer = new FakeTimer();
  const left = stopEverything(parts, { atOnce: false, timer });
  await timer.advance(10_000);
  assert.deepEqual(await left, []);
  assert.deepEqual(steps, [
    ["freeze"],
    ["gateway", "web"],
    ["user", "hello", "oca"],
    ["events", "origin"],
    ["registry", "kv"],
    ["telemetry"],
  ]);
});

Deno.test("a stop at once has one step", async () => {
  const { steps, parts } = begin(APPS);
  const timer = new FakeTimer();
  const left = stopEverything(parts, { atOnce: true, timer });
  await timer.advance(10_000);
  await left;
  assert.deepEqual(steps, [["freeze"], ["hurry"], APPS]);
});
