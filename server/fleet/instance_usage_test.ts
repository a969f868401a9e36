import assert from "node:assert/strict";
import type { GroupUsage } from "@netops/core";
import type { LogLine } from "@netops/core/contracts";
import { FakeClock } from "@netops/core/testing";
import { groupOf, manifestOf, memberOf, worldOf } from "./fleet_fixture.ts";
import { InstanceUsage } from "./instance_usage.ts";

const ID = "hello-v000-ab12";

function usageWorld(options: { readonly tier?: "ground" | "service"; isBlind?: boolean } = {}) {
  const clock = new FakeClock();
  const group = groupOf({ manifest: manifestOf({ tier: options.tier ?? "service" }) });
  const world = worldOf(group, [memberOf()]);
  const used = new Map<number, GroupUsage>();
  const asked: number[][] = [];
  let hear: (line: LogLine) => void = () => {};
  const usage = new InstanceUsage({
    clock,
    supervisor: { world, groupOf: () => group },
    logs: {
      watch: (watcher) => {
        hear = watcher;
        return () => undefined;
      },
    },
    usages: options.isBlind === true ? undefined : {
      read: (groupIds) => {
        asked.push([...groupIds]);
        return used;
      },
    },
  });
  const say = (instance: string, fields?: Record<string, string | number | boolean>) =>
    hear({
      ...{ tsMs: 0, instance, app: "hello", stream: "stdout", level: "info", text: "x" },
      ...(fields === undefined ? {} : { fields }),
    });
  const readAfter = (passMs: number) => {
    clock.advance(passMs);
    return usage.read();
  };
  return { usage, world, used, asked, say, readAfter };
}

Deno.test("InstanceUsage says what each instance used, and asks the system at most about once a second", () => {
  const { usage, used, asked, say, readAfter } = usageWorld();
  used.set(77, { cpuS: 1.5, residentBytes: 1_000 });
  say(ID);
  say(ID);
  const labels = {
    ...{ app: "hello", cluster: "hello", server_group: "hello-v000", instance: ID },
    ...{ zone: "a", region: "local" },
  };
  const first = { labels, cpuS: 1.5, memoryBytes: 1_000, logLines: 2 };
  assert.deepEqual(usage.read(), [first]);
  used.set(77, { cpuS: 2, residentBytes: 900 });
  say(ID);
  assert.deepEqual(readAfter(800), [{ ...first, logLines: 3 }]);
  assert.deepEqual(readAfter(200), [{ ...first, cpuS: 2, memoryBytes: 900, logLines: 3 }]);
  assert.deepEqual(asked, [[77], [77]]);
});

Deno.test("InstanceUsage never goes back when a process of the group ends, and goes on from there", () => {
  const { used, readAfter } = usageWorld();
  const seen: (number | undefined)[] = [];
  for (const cpuS of [5, 2, 3, 4]) {
    used.set(77, { cpuS, residentBytes: 1 });
    seen.push(readAfter(1_000)[0]?.cpuS);
  }
  assert.deepEqual(seen, [5, 5, 6, 7]);
});

Deno.test("InstanceUsage can be read for 15 s after the end of an instance, without its memory", () => {
  const { usage, world, used, say, readAfter } = usageWorld();
  used.set(77, { cpuS: 5, residentBytes: 1 });
  usage.read();
  world.members.clear();
  used.clear();
  say(ID);
  const [gone] = readAfter(1_000);
  assert.deepEqual([gone?.cpuS, gone?.memoryBytes, gone?.logLines], [5, undefined, 1]);
  assert.equal(readAfter(13_000).length, 1);
  assert.equal(readAfter(1_000).length, 0);
});

Deno.test("InstanceUsage counts a line that came in parts once, and no line of strangers or of the ground", () => {
  const { usage, say } = usageWorld();
  for (const part of [1, 2, 3]) say(ID, { "netops.part": part });
  say("nobody");
  assert.deepEqual(usage.read().map(({ labels, logLines }) => [labels.instance, logLines]), [[
    ID,
    1,
  ]]);
  const ground = usageWorld({ tier: "ground" });
  ground.say(ID);
  assert.deepEqual(ground.usage.read(), []);
});

Deno.test("InstanceUsage leaves out what the system cannot tell", () => {
  const { usage, say } = usageWorld({ isBlind: true });
  say(ID);
  const [one] = usage.read();
  assert.deepEqual([one?.cpuS, one?.memoryBytes, one?.logLines], [undefined, undefined, 1]);
});
