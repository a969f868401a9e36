import assert from "node:assert/strict";
import { join } from "node:path";
import { HELLO, load, problems, refusal } from "./config_fixture.ts";

Deno.test("loadConfig() fills every default", async () => {
  const config = await load({ files: { "netops.yaml": HELLO } });
  assert.deepEqual(config.manifests, [{
    app: "hello",
    tier: "service",
    command: ["node", "x.mjs"],
    dir: config.dir,
    exclude: [],
    env: {},
    port: undefined,
    replicas: 1,
    health: { kind: "tcp" },
    startTimeoutMs: 60_000,
    stopTimeoutMs: 10_000,
    dependsOn: [],
    auth: "none",
    limit: undefined,
    metricsPath: undefined,
    optional: false,
  }]);
  assert.deepEqual(config.ports, {
    gateway: 7070,
    ops: 7071,
    registry: 7072,
    telemetry: 7073,
    toxiproxy: 7074,
  });
  assert.deepEqual([config.platform, config.gateways, config.allowOrigins], ["none", 2, []]);
  assert.equal(config.allowStrangers, false);
  assert.deepEqual([config.seed, config.file], [undefined, join(config.dir, "netops.yaml")]);
  assert.equal(config.projectDir, config.dir);
});

Deno.test("loadConfig() takes every key", async () => {
  const text = `
platform: none
services:
  a:
    command: node a.js | cat
    dir: ./sub
    replicas: 1
    health: {tcp: true}
    startTimeout: 1.5m
    stopTimeout: 500ms
    env: {VERSION: 1.10, ON: true, TEXT: "x"}
    dependsOn: [b, b]
    port: 3000
    exclude: ["*.md"]
    auth: none
    limit: 100/m
    metrics: /metrics
    optional: true
  b:
    command: [python3, -m, http.server, 8000]
    health: /healthz
    limit: 5/s
ports: {gateway: 0, ops: 8001, registry: 8002, telemetry: 8003, toxiproxy: 8004}
gateway: {instances: 3, allowOrigins: ["http://localhost:5173"], allowStrangers: true}
seed: 0042
`;
  const config = await load({ files: { "netops.yaml": text, "sub/x": "" } });
  const [a, b] = config.manifests;
  assert.deepEqual(a, {
    app: "a",
    tier: "service",
    command: "node a.js | cat",
    dir: join(config.dir, "sub"),
    exclude: ["*.md"],
    env: { VERSION: "1.10", ON: "true", TEXT: "x" },
    port: 3000,
    replicas: 1,
    health: { kind: "tcp" },
    startTimeoutMs: 90_000,
    stopTimeoutMs: 500,
    dependsOn: ["b"],
    auth: "none",
    limit: { count: 100, perMs: 60_000 },
    metricsPath: "/metrics",
    optional: true,
  });
  assert.deepEqual(b!.command, ["python3", "-m", "http.server", "8000"]);
  assert.deepEqual([b!.health, b!.limit], [{ kind: "http", path: "/healthz" }, {
    count: 5,
    perMs: 1000,
  }]);
  assert.deepEqual(config.ports, {
    gateway: 0,
    ops: 8001,
    registry: 8002,
    telemetry: 8003,
    toxiproxy: 8004,
  });
  assert.deepEqual([config.gateways, config.allowOrigins], [3, ["http://localhost:5173"]]);
  assert.equal(config.allowStrangers, true);
  assert.equal(config.seed, "0042");
});

Deno.test("an option wins over a variable over the local file over the file over the default", async () => {
  const files = {
    "netops.yaml": `${HELLO}    env: {A: file, B: file}\n    replicas: 2\nseed: file\n` +
      "ports: {gateway: 1111, ops: 1111, registry: 1111, telemetry: 1112, toxiproxy: 1113}\n",
    "netops.local.yaml":
      "services: {hello: {env: {B: local}, command: x}}\nports: {gateway: 2222, ops: 2222}\n",
  };
  const environment = { NETOPS_PORTS_GATEWAY: "3333", NETOPS_PORTS_OPS: "3334", NETOPS_HOME: "/x" };
  const flags = [{ key: "ports.gateway", value: 4444, source: "--isolated" }];
  const config = await load({ files, environment, flags });
  assert.deepEqual(config.ports, {
    gateway: 4444,
    ops: 3334,
    registry: 1111,
    telemetry: 1112,
    toxiproxy: 1113,
  });
  assert.deepEqual(config.manifests[0]!.env, { A: "file", B: "local" });
  assert.equal(config.manifests[0]!.command, "x");
  const sources = Object.fromEntries(config.origins.map(({ key, source }) => [key, source]));
  assert.deepEqual(
    [
      sources["ports.gateway"],
      sources["ports.ops"],
      sources["ports.registry"],
      sources["services.hello.env.A"],
      sources["services.hello.env.B"],
      sources["services.hello.command"],
      sources["services.hello.replicas"],
      sources["services.hello.auth"],
      sources["seed"],
      sources["gateway.instances"],
    ],
    [
      "--isolated",
      "NETOPS_PORTS_OPS",
      "netops.yaml:7:45",
      "netops.yaml:4:14",
      "netops.local.yaml:1:29",
      "netops.local.yaml:1:46",
      "netops.yaml:5:15",
      "default",
      "netops.yaml:6:7",
      "default",
    ],
  );
});

Deno.test("every variable sets its key, and an empty one none", async () => {
  const environment = {
    NETOPS_PLATFORM: "none",
    NETOPS_SEED: "7",
    NETOPS_PORTS_GATEWAY: "3331",
    NETOPS_PORTS_OPS: "3332",
    NETOPS_PORTS_REGISTRY: "3333",
    NETOPS_PORTS_TELEMETRY: "3334",
    NETOPS_PORTS_TOXIPROXY: "3335",
    NETOPS_TELEMETRY_FORWARD: "http://127.0.0.1:4318/otlp/",
    NETOPS_TELEMETRY_RETENTION: "2h",
    NETOPS_GATEWAY_INSTANCES: "4",
    NETOPS_GATEWAY_ALLOW_ORIGINS: "http://a, http://b:1",
    NETOPS_GATEWAY_ALLOW_STRANGERS: "true",
  };
  const files = { "netops.yaml": "seed: x\n" };
  const config = await load({ files, environment });
  assert.equal(config.seed, "7");
  assert.deepEqual(config.ports, {
    gateway: 3331,
    ops: 3332,
    registry: 3333,
    telemetry: 3334,
    toxiproxy: 3335,
  });
  assert.deepEqual([config.gateways, config.allowOrigins], [4, ["http://a", "http://b:1"]]);
  assert.equal(config.allowStrangers, true);
  const forwardUrl = "http://127.0.0.1:4318/otlp";
  assert.deepEqual(config.telemetry, { retentionMs: 7_200_000, forwardUrl });
  assert.equal((await load({ files, environment: { NETOPS_SEED: "" } })).seed, "x");
  for (const odd of ["127.0.0.1:4318", "ftp://x", "http://a b"]) {
    const environment = { NETOPS_TELEMETRY_FORWARD: odd };
    assert.match((await refusal({ files, environment })).message, /telemetry\.forward must be/);
  }
  const wrong = await refusal({ files, environment: { NETOPS_PORTS_OPS: "high" } });
  assert.match(
    wrong.message,
    /^NETOPS_PORTS_OPS: ports\.ops must be a whole number .* not "high"$/m,
  );
});

Deno.test("objectives reach telemetry with what the file says, and an hour unless it says how long", async () => {
  assert.equal((await load({ files: { "netops.yaml": HELLO } })).telemetry.slos, undefined);
  const text = "slo:\n  fast: {objective: 0.95, query: 'rate(a[$window])'}\n" +
    "  slow: {objective: 0.5, window: 5m, query: 'rate(b[$window])'}\n";
  const { telemetry } = await load({ files: { "netops.yaml": text } });
  assert.deepEqual(telemetry.slos, [
    { name: "fast", objective: 0.95, windowMs: 3_600_000, query: "rate(a[$window])" },
    { name: "slow", objective: 0.5, windowMs: 300_000, query: "rate(b[$window])" },
  ]);
});

Deno.test("rules reach telemetry with what the file says, and defaults where it says nothing", async () => {
  assert.equal((await load({ files: { "netops.yaml": HELLO } })).telemetry.rules, undefined);
  const text = `rules:
  mine:
    interval: 2s
    rules:
      - {record: "a:b", query: x, labels: {by: me}}
      - {alert: Down, query: up == 0, for: 10s, keepFiringFor: 5s, labels: {l: m}, annotations: {s: t}}
  other: {rules: [{alert: Bare, query: z}]}
`;
  const { telemetry } = await load({ files: { "netops.yaml": text } });
  assert.deepEqual(telemetry.rules, [
    {
      ...{ name: "mine", intervalMs: 2_000 },
      rules: [
        { record: "a:b", query: "x", labels: { by: "me" } },
        {
          ...{ alert: "Down", query: "up == 0", forMs: 10_000, keepFiringForMs: 5_000 },
          ...{ labels: { l: "m" }, annotations: { s: "t" } },
        },
      ],
    },
    {
      ...{ name: "other", intervalMs: 15_000 },
      rules: [{
        ...{ alert: "Bare", query: "z", forMs: 0, keepFiringForMs: 0 },
        ...{ labels: {}, annotations: {} },
      }],
    },
  ]);
});

Deno.test("the nearest file counts; JSON and .yml are taken; two in one folder are refused", async () => {
  const json = '{\n\t"services": {\n\t\t"a": {"command": ["x"]}\n\t}\n}\n';
  const files = { "netops.yaml": HELLO, "sub/netops.json": json, "sub/deep/x": "" };
  assert.equal((await load({ files, from: "sub/deep" })).manifests[0]!.app, "a");
  const yml = await load({ files: { "netops.yml": HELLO, "sub/x": "" }, from: "sub" });
  assert.deepEqual([yml.file, yml.manifests[0]!.dir], [join(yml.dir, "netops.yml"), yml.dir]);
  const error = await refusal({ files: { "netops.yaml": HELLO, "netops.json": json } });
  assert.match(error.message, /netops\.yaml and netops\.json in .* as only one may be there$/);
});

Deno.test("-f names a file; its local file has its name; a missing one is refused", async () => {
  const files = {
    "x/other.yaml": HELLO,
    "x/other.local.yaml": "seed: 1",
    "netops.local.yaml": "seed: 2",
  };
  const config = await load({ files, file: "x/other.yaml" });
  assert.deepEqual([config.seed, config.projectDir], ["1", join(config.dir, "x")]);
  const error = await refusal({ files, file: "gone.yaml" });
  assert.match(error.message, /^Cannot read gone\.yaml as there is no such file$/);
});

Deno.test("anchors and merge keys work, and an alias bomb is refused", async () => {
  const shared = "services:\n  a: &a {command: x, env: {K: v}}\n  b: {<<: *a, replicas: 3}\n";
  const config = await load({ files: { "netops.yaml": shared } });
  assert.deepEqual(config.manifests.map(({ command, replicas }) => [command, replicas]), [
    ["x", 1],
    [
      "x",
      3,
    ],
  ]);
  const steps = ["a: &a [x, x, x, x, x, x, x, x, x, x]"];
  for (const [one, two] of ["ab", "bc", "cd", "de"]) {
    steps.push(`${two}: &${two} [${Array(10).fill(`*${one}`).join(", ")}]`);
  }
  assert.match((await problems(steps.join("\n")))[0]!, /^1:1 Excessive alias count/);
});

Deno.test("without a file anywhere there are no services, and the platform is std unless something says so", async () => {
  const config = await load({});
  const { file, manifests, platform, projectDir, dir } = config;
  assert.deepEqual([file, manifests, platform, projectDir], [undefined, [], "std", dir]);
  const origin = config.origins.find(({ key }) => key === "platform");
  assert.equal(origin?.source, "no netops.yaml");
  const flags = [{ key: "platform", value: "lite", source: "--profile" }];
  assert.equal((await load({ flags })).platform, "lite");
  assert.equal((await load({ environment: { NETOPS_PLATFORM: "none" } })).platform, "none");
});

Deno.test("a file that is a list is refused, whatever options lie over it", async () => {
  const flags = [{ key: "platform", value: "lite", source: "--profile" }];
  const { message } = await refusal({ files: { "netops.yaml": "- a\n" }, flags });
  assert.match(message, /^netops\.yaml:1:1|netops\.yaml/m);
  assert.match(message, /map/);
});

Deno.test("a variable that is wrong is refused without a file, too", async () => {
  const { message } = await refusal({ environment: { NETOPS_PLATFORM: "big" } });
  assert.match(
    message,
    /^Cannot use the configuration as it has an error\n\nNETOPS_PLATFORM: platform must/,
  );
});

Deno.test("with a file and no platform in it only its services run; an app's name is free then", async () => {
  const config = await load({ files: { "netops.yaml": HELLO.replace("hello", "catalog") } });
  assert.deepEqual([config.platform, config.manifests[0]?.app], ["none", "catalog"]);
});

Deno.test("auth: user is taken as soon as a platform runs, by option as well as by file", async () => {
  const files = { "netops.yaml": `${HELLO}    auth: user\n` };
  const flags = [{ key: "platform", value: "lite", source: "--profile" }];
  const config = await load({ files, flags });
  assert.equal(config.manifests[0]?.auth, "user");
});

Deno.test("limits of faults reach the guardian as the file says, by app, zone or for all", async () => {
  const text =
    "chaos:\n  limits:\n    '*': {leastHealthy: 2}\n    zone:eu-a: {mostAwayRatio: 0.1}\n";
  const { faultLimits } = await load({ files: { "netops.yaml": `${HELLO}${text}` } });
  assert.deepEqual(faultLimits, {
    "*": { leastHealthy: 2 },
    "zone:eu-a": { mostAwayRatio: 0.1 },
  });
  for (
    const [bad, words] of [
      [
        "chaos:\n  limits:\n    hello: {mostAwayRatio: 2}\n",
        /chaos\.limits\.hello\.mostAwayRatio must be/,
      ],
      ["chaos:\n  limits:\n    hello: {leastHealty: 2}\n", /leastHealthy/],
      ["chaos:\n  limits:\n    A_b: {}\n", /"A_b" cannot be the name of what has limits/],
      ["chaos:\n  limit: {}\n", /did you mean "limits"/],
    ] as const
  ) {
    const error = await refusal({ files: { "netops.yaml": `${HELLO}${bad}` } });
    assert.match(`${error.message} ${error.fix ?? ""}`, words);
  }
});

Deno.test("scaling reaches fleet in its own units, with defaults, and nothing where there is none", async () => {
  const scaled = (text: string) =>
    load({ files: { "netops.yaml": `${HELLO}    replicas: 2\n${text}` } });
  const rps = await scaled("    scaling: {metric: rps, target: 50, min: 2, max: 10}\n");
  assert.deepEqual(rps.manifests[0]?.scaling, {
    ...{ metric: "rps", target: 50, minReplicas: 2, maxReplicas: 10 },
    ...{ scaleOutCooldownMs: 15_000, scaleInWindowMs: 60_000 },
  });
  const latency = await scaled(
    "    scaling: {metric: latency, target: 0.2s, max: 3, outCooldown: 1m, inCooldown: 5m}\n",
  );
  assert.deepEqual(latency.manifests[0]?.scaling, {
    ...{ metric: "latency", target: 200, minReplicas: 1, maxReplicas: 3 },
    ...{ scaleOutCooldownMs: 60_000, scaleInWindowMs: 300_000 },
  });
  assert.ok(!("scaling" in (await scaled("")).manifests[0]!));
});
