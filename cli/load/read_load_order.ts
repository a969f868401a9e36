import { NETOPS_RELEASE, NetopsError } from "@netops/core";
import type { OcaRoute } from "@netops/core/contracts";
import {
  type LoadOrder,
  overridden,
  type Preset,
  PRESETS,
  scriptThresholds,
  sizeVus,
  steady,
} from "@netops/load";
import { resolve } from "node:path";
import { type CommandContext, httpOf, type LiveRun } from "../command_context.ts";
import { PlatformApi } from "../platform_api.ts";
import type { ParsedCommand } from "../spec.ts";
import { suggest } from "../suggest.ts";
import { TitleApi } from "../title_api.ts";
import type { LOAD_RUN_OPTIONS } from "../tree/load_commands.ts";
import { clientRanges } from "./client_ranges.ts";
import { findEngine, type FoundEngine } from "./find_engine.ts";
import { LOOPBACK_ONLY } from "./loopback_only.ts";
import { readExports } from "./read_exports.ts";
import { askedWords } from "./asked_words.ts";
import { inspectShaped } from "./script_shape.ts";
import { readShape } from "./read_shape.ts";
import { readThreshold } from "./read_threshold.ts";

/** What `load run` was told. */
export type LoadWords = ParsedCommand<typeof LOAD_RUN_OPTIONS>;

/** An order without the parts that its folder gives it. */
export type LoadDraft = Omit<LoadOrder, "id" | "folder">;

type Common = Pick<
  LoadOrder,
  | "engine"
  | "engineVersion"
  | "k6Path"
  | "seed"
  | "gatewayUrl"
  | "fleetUrl"
  | "exports"
  | "env"
  | "asked"
>;

const SEED_BYTES = 4;

/**
 * Makes an order of what was told and of what the platform has.
 *
 * @throws {NetopsError} USAGE, CONFIG_INVALID of a script, NO_INSTANCE when there is nothing to be played.
 */
export async function readLoadOrder(
  words: LoadWords,
  live: LiveRun,
  context: CommandContext,
): Promise<LoadDraft> {
  const { what = "hotpath" } = words.args;
  const preset = PRESETS.find(({ name }) => name === what);
  const script = preset === undefined ? findScript(what, context) : undefined;
  const { engine, k6 } = words.options;
  const found = await findEngine({ engine, k6, isScript: script !== undefined }, context);
  const common = readCommon(words, found, { live, context, preset });
  return preset === undefined
    ? await scriptOrder(script ?? what, { words, common, context })
    : await presetOrder(preset, { words, common, live, context });
}

function findScript(what: string, { cwd }: CommandContext): string {
  const path = resolve(cwd, what);
  try {
    if (Deno.statSync(path).isFile) return path;
  } catch {
    // Said below.
  }
  const names = PRESETS.map(({ name }) => name);
  const [near] = suggest(what, names);
  throw new NetopsError("USAGE", `There is neither a preset nor a script "${what}"`, {
    fix: near === undefined
      ? "netops load presets, or the path of a k6 script"
      : `did you mean "${near}"?`,
  });
}

function readCommon(
  { options }: LoadWords,
  found: FoundEngine,
  { live, context, preset }: {
    readonly live: LiveRun;
    readonly context: CommandContext;
    readonly preset: Preset | undefined;
  },
): Common {
  const { exports, env } = readExports(options.export ?? [], context.cwd);
  if (found.kind === "builtin" && exports.length > 0) {
    throw new NetopsError("USAGE", "Only k6 can export: the built-in engine has no outputs", {
      fix: "netops load install",
    });
  }
  return {
    engine: found.kind,
    engineVersion: found.kind === "k6" ? found.k6.version : NETOPS_RELEASE,
    ...(found.kind === "k6" ? { k6Path: found.k6.path } : {}),
    seed: options.seed ?? parseInt(context.host.randomHex(SEED_BYTES), 16),
    ...{ gatewayUrl: live.run.urls.gateway, fleetUrl: live.run.fleetUrl, exports },
    env: { ...env, ...readEnv(options.env ?? []) },
    asked: askedWords(options, {
      hasOwnShape: options.vus === undefined && options.ramp === undefined &&
        preset?.arrive !== steady,
    }),
  };
}

function readEnv(words: readonly string[]): Record<string, string> {
  return Object.fromEntries(words.map((word) => {
    const [, name, value = ""] = /^([A-Za-z_]\w*)=(.*)$/s.exec(word) ?? [];
    if (name !== undefined) return [name, value];
    throw new NetopsError("USAGE", `Cannot read --env "${word}" as NAME=VALUE`, {
      fix: "--env TARGET=/shop/, for one",
    });
  }));
}

async function presetOrder(
  preset: Preset,
  { words, common, live, context }: {
    readonly words: LoadWords;
    readonly common: Common;
    readonly live: LiveRun;
    readonly context: CommandContext;
  },
): Promise<LoadDraft> {
  const { options } = words;
  const shape = readShape(preset, options);
  const user = (options.thresholds ?? []).map((word) => readThreshold(word, false));
  const { titles, ranges } = await lookAtPlatform(live, context);
  const plan = { ...watching(preset, options.watch), titles };
  const sized = shape.kind === "open" ? sizeVus(shape.arrivals, plan) : shape.vus;
  return {
    ...{ ...common, name: preset.name, plan, durationMs: shape.durationMs },
    ...(shape.kind === "open" ? { arrivals: shape.arrivals } : { vus: shape.vus }),
    maxVus: options.maxVus ?? sized,
    clientRanges: ranges,
    thresholds: overridden(preset.thresholds, user),
  };
}

/** @throws {NetopsError} USAGE where nobody watches. */
function watching({ name, plan }: Preset, watchMs: number | undefined): Preset["plan"] {
  if (watchMs === undefined) return plan;
  if (plan.scenario === "signin" || plan.scenario === "browse") {
    throw new NetopsError("USAGE", `Cannot take --watch as nobody watches in ${name}`, {
      fix: "leave it out, or: netops load run hotpath",
    });
  }
  return { ...plan, watchMinMs: watchMs, watchMaxMs: watchMs };
}

/** Titles by rank, and the networks that viewers can come from. */
async function lookAtPlatform(live: LiveRun, context: CommandContext) {
  const { instances } = await live.fleet.instances();
  if (!instances.some(({ app }) => app === "playback")) {
    throw new NetopsError("NO_INSTANCE", "This platform has no playback: presets play its titles", {
      fix: "netops load init APP, then netops load run load/APP.ts; or netops up --profile std",
    });
  }
  const titleApi = new TitleApi(context);
  try {
    const [titles, { prefixes }] = await Promise.all([
      titleApi.titles(),
      new PlatformApi(live, httpOf(context)).json<{ readonly prefixes: readonly OcaRoute[] }>(
        "cachecontrol",
        { method: "GET", path: "/prefixes" },
      ),
    ]);
    const isLinux = context.host.os === "linux";
    return {
      titles: titles.map(({ titleId }) => titleId),
      ranges: isLinux ? clientRanges(prefixes.map(({ prefix }) => prefix)) : [],
    };
  } finally {
    titleApi.close();
  }
}

async function scriptOrder(
  script: string,
  { words, common, context }: {
    readonly words: LoadWords;
    readonly common: Common;
    readonly context: CommandContext;
  },
): Promise<LoadDraft> {
  const { options } = words;
  const { cwd, host } = context;
  if (options.watch !== undefined) {
    throw new NetopsError("USAGE", "Cannot take --watch: a script says itself what its users do", {
      fix: "leave it out, or: netops load run hotpath",
    });
  }
  const { facts, env } = await inspectShaped(script, {
    ...{ options, env: { ...LOOPBACK_ONLY, GATEWAY: common.gatewayUrl, ...common.env } },
    ...{ programs: host.createProgramRunner(), k6Path: common.k6Path ?? "k6", dir: cwd },
    around: context.env,
  });
  const user = (options.thresholds ?? []).map((word) => readThreshold(word, true));
  return {
    ...{ ...common, name: words.args["what"] ?? script, script, env },
    ...(options.vus === undefined ? {} : { vus: options.vus }),
    // One with scenarios has heard it by FOR: k6's own option would throw them away.
    ...(options.for === undefined || facts?.hasScenarios ? {} : { durationMs: options.for }),
    ...(facts?.totalMs === undefined ? {} : { expectedMs: facts.totalMs }),
    maxVus: options.vus ?? facts?.maxVus ?? 1,
    clientRanges: [],
    thresholds: scriptThresholds(facts?.thresholds ?? [], user),
  };
}
