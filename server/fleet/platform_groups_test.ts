import type { PlannedApp } from "@netops/core/contracts";
import assert from "node:assert/strict";
import { bootOf, groupOf, memberOf } from "./fleet_fixture.ts";
import { launchMember } from "./launch.ts";
import type { Group, Seat } from "./model.ts";
import {
  clonePlatformGroup,
  fixedSizeReason,
  platformCommand,
  platformGroups,
} from "./platform_groups.ts";
import { PortPool } from "./port_pool.ts";
import { routeTo } from "./route_to.ts";
import { seatMember } from "./seat_member.ts";
import { createFixedRng, FakeClock } from "@netops/core/testing";

const USER: PlannedApp = {
  ...{ app: "user", entry: "server/user/main.ts", replicas: 2, placement: "zones" },
  ...{ individuals: [], permissions: [], usesKv: true, dependsOn: ["kv"], config: { a: 1, b: 1 } },
  route: { auth: "user", openPaths: ["/login"] },
};

const BOX: PlannedApp = {
  ...USER,
  ...{ app: "oca", replicas: 1, usesKv: false, permissions: ["--allow-run=ffmpeg"] },
  individuals: [
    { id: "c001.x.a", region: "local", zone: "b", host: "127.66.1.1", config: { b: 2 } },
  ],
};

function groupOfApp(app: PlannedApp): Group {
  const [group] = platformGroups(bootOf({ platform: [app] }), {
    ...{ denoPath: "/deno", home: "/home/.netops", createdAtMs: 5 },
  });
  return group!;
}

Deno.test("an app of the platform may write below its data folder only, and has the loopback network", () => {
  const words = platformCommand(USER, { denoPath: "/deno", dataDir: "/data/user" });
  const flags = words.filter((word) => word.startsWith("--allow"));
  assert.deepEqual(flags.map((flag) => flag.replace(/=.*?(,|$)/, "=$1")), [
    "--allow-net=",
    "--allow-read=,/data/user",
    "--allow-write=",
    "--allow-env=",
  ]);
  assert.ok(words.includes("--allow-net=127.0.0.0/8"));
  assert.ok(words.includes("--allow-write=/data/user"));
  assert.ok(words.includes("--allow-env=DENO_KV_ACCESS_TOKEN"));
  assert.match(words.at(-1)!, /\/server\/user\/main\.ts$/);
  const box = platformCommand(BOX, { denoPath: "/deno", dataDir: "/data/oca/c001" });
  assert.ok(box.includes("--allow-run=ffmpeg") && !box.join().includes("KV_ACCESS"));
});

Deno.test("an app of the platform is spread over zones, or stands outside of them", () => {
  const user = groupOfApp(USER);
  assert.deepEqual([user.manifest.tier, user.desired, user.name], ["platform", 2, "user-v000"]);
  assert.deepEqual(user.seats.slice(0, 2).map((seat) => seat.zone), ["a", "b"]);
  assert.ok(user.seats.length > 2, "room to scale");
  const events = groupOfApp({ ...USER, replicas: 1, placement: "none" });
  assert.deepEqual(events.seats.map((seat) => seat.zone), ["-"]);
});

Deno.test("only what is alike and owns no data alone changes its size", () => {
  assert.equal(fixedSizeReason(groupOf()), undefined);
  assert.equal(fixedSizeReason(groupOfApp(USER)), undefined);
  assert.match(fixedSizeReason(groupOfApp(BOX))!, /a name and a place of its own/);
  assert.match(fixedSizeReason(groupOfApp({ ...USER, placement: "none" }))!, /one owner/);
});

Deno.test("its route tells who may call; a signed-in account has 200 requests a second", () => {
  const fallback = { app: "catalog", path: "/rows" };
  const group = groupOfApp({ ...USER, route: { auth: "user", openPaths: ["/x"], fallback } });
  assert.deepEqual(routeTo(group), {
    ...{ key: "user", app: "user", rules: [], auth: "user", openPaths: ["/x"], fallback },
    groups: [{ serverGroup: "user-v000", weight: 1 }],
    limit: { count: 200, perMs: 1_000, per: "account" },
  });
  const open = routeTo(groupOfApp({ ...USER, route: { auth: "none", openPaths: [] } }));
  assert.deepEqual([open.auth, open.limit], ["none", undefined]);
});

Deno.test("an individual is seated with its own id and host, and with the same ports every time", () => {
  const group = groupOfApp(BOX);
  const seat = group.seats[0] as Seat;
  const busy = new Set<number>();
  const ports = new PortPool({
    ...{ host: "127.0.0.1", first: 100, last: 109, offset: 0 },
    canListen: (_, port) => !busy.has(port),
  });
  const options = {
    ...{ clock: new FakeClock(), rng: createFixedRng("x"), ports, host: "127.0.0.1" },
    isTaken: () => false,
  };
  const first = seatMember(group, seat, options);
  assert.deepEqual([first.id, first.host, first.zone], ["c001.x.a", "127.66.1.1", "b"]);
  assert.notEqual(first.port, first.adminPort);
  // The supervisor gives a dead member's ports back under its id.
  ports.give(first.port, first.id);
  ports.give(first.adminPort, first.id);
  for (const other of ["a", "b"]) assert.ok(![first.port].includes(ports.take(other)));
  const second = seatMember(group, seat, options);
  assert.deepEqual([second.port, second.adminPort], [first.port, first.adminPort]);
  busy.add(first.port);
  assert.throws(() => seatMember(group, seat, options), { code: "PORT_TAKEN" });
});

Deno.test("an individual's boot line has its own data folder, and its config over its app's", () => {
  const group = groupOfApp(BOX);
  const { request, bootLine } = launchMember(group, memberOf({ id: "c001.x.a", slot: 0 }), {
    ...{ boot: bootOf(), fleetUrl: "http://127.0.0.1:9", registryUrl: "http://127.0.0.1:7072" },
    ...{
      kvUrl: "http://127.0.0.1:7999",
      gatewayUrl: "http://127.0.0.1:7070",
      telemetryUrl: "",
      denoPath: "/deno",
    },
    ...{ internalPorts: new Map(), groundConfig: {}, runtimeEnv: {} },
  });
  const boot = JSON.parse(bootLine ?? "{}");
  assert.deepEqual(boot.config, { a: 1, b: 2 });
  assert.equal(boot.dataDir, "/home/.netops/data/oca/c001.x.a");
  assert.deepEqual([boot.kvUrl, boot.gatewayUrl], [
    "http://127.0.0.1:7999",
    "http://127.0.0.1:7070",
  ]);
  assert.ok(request.command.includes("--allow-write=/home/.netops/data/oca/c001.x.a"));
  assert.ok(!request.command.join(" ").includes(boot.token));
});

Deno.test("a clone runs the same command on seats of its own", () => {
  const group = groupOfApp(USER);
  group.wasUp = true;
  group.seats[0]!.quickDeaths = 9;
  const own = { name: "user-v001", cluster: "user", createdAtMs: 9, desired: 1, key: "k" };
  const clone = clonePlatformGroup({ ...group, platform: USER }, own, bootOf());
  assert.deepEqual(clone.manifest, group.manifest);
  assert.deepEqual([clone.name, clone.desired, clone.key, clone.wasUp], [
    "user-v001",
    1,
    "k",
    false,
  ]);
  assert.equal(clone.seats[0]!.quickDeaths, 0);
  assert.deepEqual(clone.seats.map((seat) => seat.zone), group.seats.map((seat) => seat.zone));
});
