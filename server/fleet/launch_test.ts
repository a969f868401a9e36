import assert from "node:assert/strict";
import { formatTraceParent } from "@netops/core";
import type { AppManifest, FleetBoot } from "@netops/core/contracts";
import { bootOf, groupOf, manifestOf, memberOf } from "./fleet_fixture.ts";
import { launchMember, type LaunchOptions, urlVariable } from "./launch.ts";

/** How `hello` would be started with this manifest. */
function launch(
  manifest: Partial<AppManifest> = {},
  boot: Partial<FleetBoot> = {},
  more: Partial<LaunchOptions> = {},
) {
  const group = groupOf({ manifest: manifestOf(manifest) });
  return launchMember(group, memberOf(), {
    boot: bootOf(boot),
    fleetUrl: "http://127.0.0.1:9",
    registryUrl: "http://127.0.0.1:7072",
    kvUrl: "http://127.0.0.1:7999",
    gatewayUrl: "http://127.0.0.1:7070",
    telemetryUrl: "http://127.0.0.1:7073",
    denoPath: "/opt/deno/bin/deno",
    internalPorts: new Map([["user", 21_000], ["my.app", 21_001]]),
    groundConfig: { registry: { profile: "local" } },
    runtimeEnv: { PATH: "/bin", NO_COLOR: "1" },
    ...more,
  });
}

Deno.test("a process that a recovery starts is told its trace, any other is not", () => {
  const ground = { app: "kv", tier: "ground", command: ["deno", "run"] } as const;
  const trace = { traceId: "a".repeat(32), spanId: "b".repeat(16), isSampled: true };
  const told = (more: Partial<LaunchOptions>) =>
    JSON.parse(launch(ground, {}, more).bootLine ?? "")["traceparent"];
  assert.equal(told({ traceOf: () => trace }), formatTraceParent(trace));
  assert.equal(told({ traceOf: () => undefined }), undefined);
});

Deno.test("a service gets exactly this environment", () => {
  const { request, bootLine } = launch({ dependsOn: ["user"], env: { OWN: "1" } });
  assert.deepEqual(request.env, {
    PATH: "/usr/bin:/opt/deno/bin",
    GREETING: "base",
    OWN: "1",
    PORT: "20001",
    HOST: "127.0.0.1",
    NETOPS_HOME: "/home/.netops",
    NETOPS_RUN_ID: "run-1",
    NETOPS_APP: "hello",
    NETOPS_INSTANCE: "hello-v000-ab12",
    NETOPS_REGION: "local",
    NETOPS_ZONE: "a",
    NETOPS_VERSION: "ver1",
    NETOPS_URL_USER: "http://127.0.0.1:21000",
    OTEL_EXPORTER_OTLP_ENDPOINT: "http://127.0.0.1:7073",
    OTEL_EXPORTER_OTLP_PROTOCOL: "http/protobuf",
    OTEL_SERVICE_NAME: "hello",
    OTEL_RESOURCE_ATTRIBUTES:
      "service.instance.id=hello-v000-ab12,service.version=ver1,netops.zone=a,netops.server_group=hello-v000",
  });
  assert.equal(request.dir, "/artifact");
  assert.equal(request.pipeStdin, false);
  assert.equal(bootLine, undefined);
});

Deno.test("the manifest's environment wins over the caller's and loses to who the instance is", () => {
  const { env } = launch({
    dependsOn: ["user"],
    env: {
      GREETING: "own",
      PATH: "/own",
      PORT: "1",
      HOST: "0.0.0.0",
      NETOPS_INSTANCE: "forged",
      NETOPS_URL_USER: "http://forged",
    },
  }).request;
  assert.equal(env["GREETING"], "own");
  assert.equal(env["PATH"], "/own");
  assert.equal(env["PORT"], "20001");
  assert.equal(env["HOST"], "127.0.0.1");
  assert.equal(env["NETOPS_INSTANCE"], "hello-v000-ab12");
  assert.equal(env["NETOPS_URL_USER"], "http://127.0.0.1:21000");
});

Deno.test("a service with OpenTelemetry reports to the platform, unless the user says otherwise", () => {
  const { env } = launch({}).request;
  assert.equal(env["OTEL_EXPORTER_OTLP_ENDPOINT"], "http://127.0.0.1:7073");
  assert.equal(env["OTEL_SERVICE_NAME"], "hello");
  assert.match(env["OTEL_RESOURCE_ATTRIBUTES"] ?? "", /service\.instance\.id=hello-v000-ab12,/);
  const own = { OTEL_EXPORTER_OTLP_ENDPOINT: "http://127.0.0.1:4318" };
  assert.equal(
    launch({ env: own }).request.env["OTEL_EXPORTER_OTLP_ENDPOINT"],
    own.OTEL_EXPORTER_OTLP_ENDPOINT,
  );
});

Deno.test("no service and no command line ever holds the token", () => {
  const ground = { app: "registry", tier: "ground", command: ["deno", "run"] } as const;
  for (const { request } of [launch({ dependsOn: ["user"] }), launch(ground)]) {
    assert.ok(!JSON.stringify(request).includes("s3cret-token"));
  }
});

Deno.test("a command array expands $PORT and nothing else", () => {
  const command = [
    "node",
    "--port=$PORT",
    "${PORT}:$PORT",
    "$PORTS",
    "$PORT_B",
    "$HOME",
    "a b",
  ] as const;
  assert.deepEqual(launch({ command: [...command] as [string, ...string[]] }).request.command, [
    "node",
    "--port=20001",
    "20001:20001",
    "$PORTS",
    "$PORT_B",
    "$HOME",
    "a b",
  ]);
});

Deno.test("a string command runs under a shell as it is", () => {
  assert.deepEqual(launch({ command: "a | b $PORT" }).request.command, [
    "/bin/sh",
    "-c",
    "a | b $PORT",
  ]);
});

Deno.test("a process of ours gets its boot line by pipe and a bare environment", () => {
  const ground = { app: "registry", tier: "ground", command: ["deno", "run"] } as const;
  const { request, bootLine } = launch(ground);
  assert.equal(request.pipeStdin, true);
  assert.deepEqual(request.env, {
    PATH: "/bin",
    NO_COLOR: "1",
    NETOPS_HOME: "/home/.netops",
    NETOPS_RUN_ID: "run-1",
    NETOPS_INSTANCE: "hello-v000-ab12",
  });
  const boot = JSON.parse(bootLine ?? "{}");
  assert.equal(boot.token, "s3cret-token");
  assert.equal(boot.registryUrl, "");
  assert.deepEqual([boot.port, boot.adminPort], [20_001, 20_002]);
  assert.deepEqual(boot.config, { profile: "local" });
  assert.equal(boot.dataDir, "/home/.netops/data/registry");
});

Deno.test("urlVariable() writes an app's name in the letters of a variable", () => {
  assert.equal(urlVariable("user"), "NETOPS_URL_USER");
  assert.equal(urlVariable("my.app-2"), "NETOPS_URL_MY_APP_2");
});
