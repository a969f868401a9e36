import type { LogLine, PsInstance, TimelineEvent } from "@netops/core/contracts";
import type { FleetScript } from "./web_fleet_rig.ts";

const NOW_MS = Date.now();

/** A small platform: three services over three zones, one of them in trouble, and the ground. */
export function createFleetScript(): FleetScript {
  return {
    isFleetUp: true,
    instances: [...groundInstances(), ...serviceInstances()],
    desired: { registry: 1, kv: 1, gateway: 2, web: 1, catalog: 3, hello: 2, recommendation: 2 },
    events: events(),
    logs: logs(),
    callsPerS: {
      catalog: { rate: 138, errorRatio: 0.001 },
      hello: { rate: 24, errorRatio: 0.06 },
      recommendation: { rate: 3, errorRatio: 0 },
    },
  };
}

/** An instance of a service. */
export function serviceInstance(
  app: string,
  index: number,
  rest: Partial<PsInstance> = {},
): PsInstance {
  return {
    id: `${app}-v000-${index}`,
    app,
    cluster: app,
    serverGroup: `${app}-v000`,
    version: "3f9ac2e1b07d5566-77aa01bb",
    region: "local",
    zone: `local-${"abc"[(index - 1) % 3]}`,
    pid: 41_200 + index,
    host: "127.0.0.1",
    port: 40_000 + index,
    status: "UP",
    startedAtMs: NOW_MS - 250_000,
    restarts: 0,
    ...rest,
  };
}

function serviceInstances(): PsInstance[] {
  return [
    serviceInstance("catalog", 1),
    serviceInstance("catalog", 2, { restarts: 1, startedAtMs: NOW_MS - 42_000 }),
    serviceInstance("catalog", 3),
    serviceInstance("hello", 1),
    serviceInstance("hello", 2, {
      status: "DOWN",
      restarts: 3,
      reason: "exited with code 137, starts again in 4 s",
    }),
    serviceInstance("recommendation", 1, { zone: "local-b" }),
    serviceInstance("recommendation", 2, {
      zone: "local-c",
      status: "STARTING",
      reason: "GET /health answers 503",
    }),
  ];
}

function groundInstances(): PsInstance[] {
  const ground = (app: string, port: number, zone = "-") => ({
    ...serviceInstance(app, 1, { id: `${app}-1`, serverGroup: app, cluster: app, zone, port }),
  });
  return [
    ground("fleet", 41_001),
    ground("keeper", 0),
    ground("registry", 7072),
    ground("kv", 41_002),
    { ...ground("gateway", 7070, "local-a"), id: "gateway-1" },
    { ...ground("gateway", 7070, "local-b"), id: "gateway-2" },
    ground("web", 7071),
  ];
}

function events(): TimelineEvent[] {
  const rows: [number, string, string, Record<string, unknown>][] = [
    [250, "instance.up", "catalog-v000-1", { zone: "local-a" }],
    [250, "instance.up", "hello-v000-1", { zone: "local-a" }],
    [249, "instance.up", "recommendation-v000-1", { zone: "local-b" }],
    [248, "route.switched", "hello", { epoch: 7, groups: "hello-v000=90 hello-v001=10" }],
    [120, "breaker.opened", "hello-v000-2", { errorRatio: 0.52, calls: 120 }],
    [118, "instance.exited", "hello-v000-2", { code: 137, signal: "SIGKILL" }],
    [117, "registry.evicted", "hello-v000-2", { leaseAgeMs: 6012 }],
    [96, "instance.starting", "hello-v000-2", { attempt: 2 }],
    [44, "instance.exited", "catalog-v000-2", { code: 1 }],
    [42, "instance.up", "catalog-v000-2", { restarts: 1 }],
    [9, "instance.exited", "hello-v000-2", { code: 137 }],
    [5, "instance.starting", "recommendation-v000-2", { probe: "GET /health" }],
  ];
  return rows.map(([agoS, kind, subject, data], index) => ({
    tsMs: NOW_MS - agoS * 1000,
    seq: index + 1,
    kind,
    subject,
    actor: kind.startsWith("registry")
      ? "registry"
      : kind.startsWith("breaker")
      ? "gateway-1"
      : "fleet",
    data,
  }));
}

function logs(): LogLine[] {
  const texts: [LogLine["level"], string][] = [
    ["info", "listening on 127.0.0.1:40001"],
    ["info", "GET /titles 200 4 ms"],
    ["warn", "catalog answers slowly: 412 ms, limit 400 ms"],
    ["error", "Error: connect ECONNREFUSED 127.0.0.1:40012\n    at TCPConnectWrap.afterConnect"],
    ["debug", "cache holds 128 titles"],
    ["info", "<script>alert(1)</script> is only text"],
  ];
  return Array.from({ length: 48 }, (_, index) => {
    const [level, text] = texts[index % texts.length] as [LogLine["level"], string];
    return {
      tsMs: NOW_MS - (48 - index) * 730,
      instance: `hello-v000-${1 + (index % 2)}`,
      app: "hello",
      stream: "stdout",
      level,
      text,
    };
  });
}
