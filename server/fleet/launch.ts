import { formatTraceParent, type SpawnRequest, type TraceContext } from "@netops/core";
import type { FleetBoot, ServiceBoot } from "@netops/core/contracts";
import { dataDirOf } from "./ground.ts";
import type { Group, Member } from "./model.ts";
import { platformCommand } from "./platform_groups.ts";

/** What starting a member needs to know of the run. */
export interface LaunchOptions {
  readonly boot: FleetBoot;
  readonly fleetUrl: string;
  readonly registryUrl: string;
  readonly kvUrl: string;
  readonly gatewayUrl: string;
  /** Where OTLP is taken. */
  readonly telemetryUrl: string;
  readonly denoPath: string;
  /** The recovery that starts a member, if one does. */
  readonly traceOf?: (member: Member) => TraceContext | undefined;
  /** App → port of its internal gateway listener. */
  readonly internalPorts: ReadonlyMap<string, number>;
  /** What only one ground app understands, by app. */
  readonly groundConfig: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  /** Environment that Deno itself needs: PATH, HOME, DENO_DIR and their like. */
  readonly runtimeEnv: Readonly<Record<string, string>>;
}

/** Says how to run a member: command, folder, environment, and the boot line of one of ours. */
export function launchMember(
  group: Group,
  member: Member,
  options: LaunchOptions,
): { request: SpawnRequest; bootLine?: string } {
  return group.manifest.tier === "service"
    ? { request: serviceRequest(group, member, options) }
    : launchOwn(group, member, options);
}

function launchOwn(group: Group, member: Member, options: LaunchOptions) {
  const { boot, denoPath } = options;
  const bootLine = bootOf(group, member, options);
  const { dataDir } = bootLine;
  const request: SpawnRequest = {
    command: group.platform === undefined
      ? group.manifest.command as readonly [string, ...string[]]
      : platformCommand(group.platform, { denoPath, dataDir }),
    dir: group.dir,
    env: { ...options.runtimeEnv, ...identityOf(member, boot) },
    pipeStdin: true,
  };
  return { request, bootLine: JSON.stringify(bootLine) };
}

function identityOf(member: Member, boot: FleetBoot): Record<string, string> {
  return {
    NETOPS_HOME: boot.home,
    NETOPS_RUN_ID: boot.runId,
    NETOPS_INSTANCE: member.id,
  };
}

function bootOf(group: Group, member: Member, options: LaunchOptions): ServiceBoot {
  const { boot } = options;
  const { app } = group.manifest;
  const individual = group.seats[member.slot]?.individual;
  const dataDir = dataDirOf(boot.home, app);
  const trace = options.traceOf?.(member);
  return {
    runId: boot.runId,
    instanceId: member.id,
    app,
    cluster: group.cluster,
    serverGroup: group.name,
    version: group.version,
    region: member.region,
    zone: member.zone,
    host: member.host,
    port: member.port,
    adminPort: member.adminPort,
    home: boot.home,
    dataDir: individual === undefined ? dataDir : `${dataDir}/${individual.id}`,
    token: boot.token,
    fleetUrl: options.fleetUrl,
    registryUrl: app === "registry" ? "" : options.registryUrl,
    kvUrl: options.kvUrl,
    gatewayUrl: options.gatewayUrl,
    // Its own spans would make it send spans about taking spans.
    telemetryUrl: app === "telemetry" ? "" : options.telemetryUrl,
    seed: boot.seed,
    ...(trace === undefined ? {} : { traceparent: formatTraceParent(trace) }),
    config: {
      ...(group.platform?.config ?? options.groundConfig[app]),
      ...individual?.config,
    },
  };
}

function serviceRequest(group: Group, member: Member, options: LaunchOptions): SpawnRequest {
  const { manifest } = group;
  const env = serviceEnv(group, member, options);
  return {
    command: typeof manifest.command === "string"
      ? ["/bin/sh", "-c", manifest.command]
      : expandPort(manifest.command, member.port),
    dir: group.dir,
    env,
    pipeStdin: false,
  };
}

/** Replaces `$PORT` and `${PORT}` in each word; `$PORTS` and everything else stays as it is. */
function expandPort(
  command: readonly [string, ...string[]],
  port: number,
): readonly [string, ...string[]] {
  const [program, ...args] = command.map((word) =>
    word.replaceAll(/\$\{PORT\}|\$PORT(?!\w)/g, String(port))
  );
  return [program ?? "", ...args];
}

/** What a user's service gets: its own and the caller's environment, and who it is; never a token. */
function serviceEnv(group: Group, member: Member, options: LaunchOptions): Record<string, string> {
  const { boot, internalPorts, denoPath } = options;
  const denoDir = denoPath.slice(0, denoPath.lastIndexOf("/"));
  const urls = group.manifest.dependsOn.flatMap((app) => {
    const port = internalPorts.get(app);
    return port === undefined ? [] : [[urlVariable(app), `http://${member.host}:${port}`]];
  });
  return {
    ...openTelemetryEnv(group, member, options),
    ...boot.baseEnv,
    // A machine may have no Deno but the one we run on: it comes last, so the user's own wins.
    PATH: `${boot.baseEnv["PATH"] ?? "/usr/local/bin:/usr/bin:/bin"}:${denoDir}`,
    ...group.manifest.env,
    ...identityOf(member, boot),
    ...Object.fromEntries(urls),
    PORT: String(member.port),
    HOST: member.host,
    NETOPS_APP: group.manifest.app,
    NETOPS_ZONE: member.zone,
    NETOPS_REGION: member.region,
    NETOPS_VERSION: group.version,
  };
}

/**
 * Where a service that has OpenTelemetry reports to, unless the user says otherwise.
 *
 * Source: OpenTelemetry, SDK environment variables.
 */
function openTelemetryEnv(
  { manifest, version, name }: Group,
  member: Member,
  { telemetryUrl }: LaunchOptions,
): Record<string, string> {
  const attributes = {
    "service.instance.id": member.id,
    "service.version": version,
    "netops.zone": member.zone,
    "netops.server_group": name,
  };
  return {
    OTEL_EXPORTER_OTLP_ENDPOINT: telemetryUrl,
    OTEL_EXPORTER_OTLP_PROTOCOL: "http/protobuf",
    OTEL_SERVICE_NAME: manifest.app,
    OTEL_RESOURCE_ATTRIBUTES: Object.entries(attributes).map((pair) => pair.join("=")).join(","),
  };
}

/** The variable that holds the address of an app one depends on. */
export function urlVariable(app: string): string {
  return `NETOPS_URL_${app.toUpperCase().replaceAll(/[^A-Z0-9]/g, "_")}`;
}
