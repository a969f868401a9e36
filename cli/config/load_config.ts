import { NetopsError, parseDurationMs } from "@netops/core";
import type { TelemetryPlan } from "@netops/core/contracts";
import { dirname, relative, resolve } from "node:path";

import { type ConfigLayer, parseConfigLayer } from "./config_layer.ts";
import { type ConfigProblem, formatProblems, sortProblems } from "./config_problem.ts";
import { crossCheck, type CrossService } from "./cross_checks.ts";
import { findConfig, isFile, isFolder, isThere, localConfigPath } from "./find_config.ts";
import { issuesToProblems } from "./issues.ts";
import { findPlace, findSource, isPlainMap, mergeLayers } from "./layers.ts";
import type { LoadConfigOptions, LoadedConfig } from "./loaded_config.ts";
import { listOrigins } from "./origins.ts";
import { environmentLayer, flagLayer } from "./override_layer.ts";
import { type Config, configSchema, portsSchema, serviceSchema } from "./schema.ts";
import { PLATFORM_APPS } from "../platform_apps.ts";
import { checkQueries } from "./query_checks.ts";
import { checkRules, toRuleGroups } from "./rule_groups.ts";
import { toManifest } from "./to_manifests.ts";

/** Without a file there are no services: what runs is the streaming platform. */
const NO_FILE: ConfigLayer = flagLayer([
  { key: "platform", value: "std", source: "no netops.yaml" },
]);

/**
 * Loads the configuration that counts: option over variable over local file over file over default.
 * Without a file anywhere it is the streaming platform, profile `std`.
 *
 * @throws {NetopsError} CONFIG_INVALID with every problem, each with `file:line:column`; `details`
 * hold them as `problems`.
 */
export async function loadConfig(options: LoadConfigOptions): Promise<LoadedConfig> {
  const file = await chooseFile(options);
  const layers = await readLayers(file, options);
  const { cwd, width } = options;
  const context: Context = { file, layers, cwd, ...(width === undefined ? {} : { width }) };
  refuse(context, layers.flatMap((layer) => layer.problems));
  const value = mergeLayers(layers);
  const parsed = configSchema.safeParse(value);
  const issues = parsed.success ? [] : issuesToProblems(parsed.error.issues, { value, layers });
  refuse(context, [
    ...issues,
    ...await crossProblems(value, layers),
    ...await pathProblems(value, context),
  ]);
  // Cannot fail any more: every issue became a problem, or a cross check named it.
  return toLoaded(configSchema.parse(value), context);
}

interface Context {
  readonly file: string | undefined;
  readonly layers: readonly ConfigLayer[];
  readonly cwd: string;
  readonly width?: number;
}

async function chooseFile(options: LoadConfigOptions): Promise<string | undefined> {
  if (options.file === undefined) return await findConfig(options.cwd);
  const file = resolve(options.cwd, options.file);
  if (await isFile(file)) return file;
  throw new NetopsError(
    "CONFIG_INVALID",
    `Cannot read ${options.file || '""'} as ${await whyNoFile(file)}`,
    {
      fix: "name a netops.yaml, or write one: netops init",
      details: { file },
    },
  );
}

async function whyNoFile(path: string): Promise<string> {
  if (await isFolder(path)) return "it is a folder";
  return await isThere(path) ? "it is no file" : "there is no such file";
}

async function readLayers(
  file: string | undefined,
  options: LoadConfigOptions,
): Promise<ConfigLayer[]> {
  const read = async (path: string) =>
    parseConfigLayer(await Deno.readTextFile(path), shownPath(path, options.cwd));
  return [
    flagLayer(options.flags ?? []),
    environmentLayer(options.environment),
    ...file === undefined ? [NO_FILE] : await Promise.all((await withLocal(file)).map(read)),
  ];
}

async function withLocal(file: string): Promise<string[]> {
  const local = localConfigPath(file);
  return await isFile(local) ? [local, file] : [file];
}

async function crossProblems(
  value: unknown,
  layers: readonly ConfigLayer[],
): Promise<ConfigProblem[]> {
  const root = isPlainMap(value) ? value : {};
  const ports = portsSchema.safeParse(root.ports ?? {});
  const platform = configSchema.shape.platform.safeParse(root.platform);
  const found = crossCheck({
    names: isPlainMap(root.services) ? Object.keys(root.services) : [],
    services: crossServices(root),
    hasKv: root.kv !== undefined,
    platformApps: PLATFORM_APPS.map(({ app }) => app),
    ...(ports.success ? { ports: ports.data } : {}),
    ...(platform.success ? { platform: platform.data } : {}),
  });
  const { rules, slo, telemetry } = configSchema.shape;
  const groups = rules.safeParse(root.rules).data ?? {};
  const queried = {
    groups,
    slos: slo.safeParse(root.slo).data ?? {},
    retention: telemetry.safeParse(root.telemetry).data?.retention,
  };
  return [...found, ...checkRules(groups), ...await checkQueries(queried)].map((
    { path, part, message, fix },
  ) => ({
    place: findPlace(layers, path, part),
    message,
    ...(fix === undefined ? {} : { fix }),
  }));
}

/** The keys that are checked together; one that breaks the grammar counts as not written. */
function crossServices(root: Record<string, unknown>): Record<string, CrossService> {
  const services = isPlainMap(root.services) ? Object.entries(root.services) : [];
  const { auth, dependsOn, dir, port, replicas, scaling } = serviceSchema.shape;
  return Object.fromEntries(services.map(([name, value]) => {
    const service = isPlainMap(value) ? value : {};
    return [name, {
      auth: auth.safeParse(service.auth).data ?? "none",
      dependsOn: dependsOn.safeParse(service.dependsOn).data ?? [],
      dir: dir.safeParse(service.dir).data ?? ".",
      port: port.safeParse(service.port).data,
      replicas: replicas.safeParse(service.replicas).data ?? 1,
      scaling: scaling.safeParse(service.scaling).data,
    }];
  }));
}

async function pathProblems(value: unknown, context: Context): Promise<ConfigProblem[]> {
  const problems: ConfigProblem[] = [];
  const root = isPlainMap(value) ? value : {};
  for (const [name, { dir }] of Object.entries(crossServices(root))) {
    const path = ["services", name, "dir"];
    const folder = resolvePath(path, dir, context);
    if (await isFolder(folder)) continue;
    const place = findPlace(context.layers, path, "value");
    const why = await isFile(folder) ? "is a file, not a folder" : "is no folder";
    problems.push({ place, message: `The dir of ${name}, ${dir}, ${why}`, fix: `mkdir ${folder}` });
  }
  return problems;
}

/** Paths in a file are relative to it; those of options and variables to the working folder. */
function resolvePath(path: readonly string[], text: string, context: Context): string {
  const source = findSource(context.layers, path);
  const isFromFile = source === undefined || source.line !== undefined;
  return resolve(isFromFile ? projectDirOf(context) : context.cwd, text);
}

function refuse(context: Context, found: readonly ConfigProblem[]): void {
  if (found.length === 0) return;
  const problems = sortProblems(found);
  const count = problems.length === 1 ? "an error" : `${problems.length} errors`;
  const { cwd } = context;
  const file = context.file === undefined ? "the configuration" : shownPath(context.file, cwd);
  const message = `Cannot use ${file} as it has ${count}\n\n${
    formatProblems(problems, context.width)
  }\n`;
  throw new NetopsError("CONFIG_INVALID", message, {
    details: { file: context.file, problems },
    fix: `mend ${problems.length === 1 ? "it" : "them"}, then: netops config validate`,
  });
}

function projectDirOf({ file, cwd }: Context): string {
  return file === undefined ? cwd : dirname(file);
}

function toLoaded(config: Config, context: Context): LoadedConfig {
  const services = Object.entries(config.services);
  const { seed } = config;
  return {
    file: context.file,
    projectDir: projectDirOf(context),
    platform: config.platform,
    manifests: services.map(([name, service]) =>
      toManifest(name, service, resolvePath(["services", name, "dir"], service.dir, context))
    ),
    ports: config.ports,
    gateways: config.gateway.instances,
    allowOrigins: config.gateway.allowOrigins,
    allowStrangers: config.gateway.allowStrangers,
    telemetry: telemetryOf(config),
    faultLimits: config.chaos.limits,
    ...(seed === undefined ? {} : { seed }),
    origins: listOrigins(config, context.layers),
  };
}

function telemetryOf({ telemetry: { forward, retention }, slo, rules }: Config): TelemetryPlan {
  const slos = Object.entries(slo).map(([name, { objective, window, query }]) => ({
    ...{ name, objective, windowMs: parseDurationMs(window), query },
  }));
  return {
    retentionMs: parseDurationMs(retention),
    // A trailing slash would stand twice before what is added to it.
    ...(forward === undefined ? {} : { forwardUrl: forward.replace(/\/+$/, "") }),
    ...(slos.length === 0 ? {} : { slos }),
    ...(Object.keys(rules).length === 0 ? {} : { rules: toRuleGroups(rules) }),
  };
}

function shownPath(path: string, cwd: string): string {
  const short = relative(cwd, path);
  return short === "" || short.startsWith("..") ? path : short;
}
