import { NetopsError } from "@netops/core";
import { isLoopback } from "@netops/core/clients";
import type { BakeSource, PipelineSpecInput, StrategyName } from "@netops/core/contracts";
import { longName, type OptionValues } from "../spec.ts";
import type { RELEASE_OPTIONS } from "../tree/deploy_run_commands.ts";
import { readCheck } from "./read_check.ts";
import { readShares } from "./read_shares.ts";

/** What the options of `deploy run` say of a release, with what they name read. */
export interface ReleaseOrder {
  readonly app: string;
  readonly options: Omit<OptionValues<typeof RELEASE_OPTIONS>, "from" | "canaryConfig">;
  readonly from: BakeSource;
  /** The content of `--canary-config`. */
  readonly canaryConfig?: Readonly<Record<string, unknown>>;
}

type OptionName = keyof OptionValues<typeof RELEASE_OPTIONS>;

const ALL = ["none", "redblack", "rolling", "highlander", "canary", "monitored"] as const;
const JUDGED = ["canary", "monitored"] as const;

/** Options that only a release which is judged share by share has: who gives one wants that. */
const JUDGING: readonly OptionName[] = [
  ...["steps", "bake", "canaryConfig", "judge", "check"] as const,
  ...["step", "warmup", "extend", "prometheus"] as const,
];

/** Of options that mean nothing to some strategies: to which they do. */
const MEANINGFUL: Readonly<Partial<Record<OptionName, readonly StrategyName[]>>> = {
  ...{ steps: ["rolling", ...JUDGED], bake: JUDGED, canaryConfig: JUDGED, judge: JUDGED },
  ...{ check: JUDGED, step: JUDGED, warmup: JUDGED, extend: JUDGED, prometheus: JUDGED },
  ...{ watch: without("none"), drain: without("none"), mostDropped: without("none") },
  stopOld: ALL.filter((name) => name !== "none" && name !== "highlander"),
};

/** How a slower or faster move goes: that the chosen strategy has none is no danger, and worth a word. */
const HARMLESS: ReadonlySet<string> = new Set(["steps", "bake", "watch", "drain"]);

/**
 * How a release goes: as it is told; judged, where an option says so that only such a release has; else
 * red/black, which needs no traffic, and whose way back is instant.
 */
export function strategyOf(order: Pick<ReleaseOrder, "options" | "canaryConfig">): StrategyName {
  const { strategy } = order.options;
  if (strategy !== undefined) return strategy as StrategyName;
  return JUDGING.some((name) => isGiven(order, name)) ? "canary" : "redblack";
}

/** Options that mean nothing to the strategy that was chosen, as they are typed. */
export function ignoredOptions(order: Pick<ReleaseOrder, "options" | "canaryConfig">): string[] {
  const strategy = strategyOf(order);
  return meaningless(order, strategy).map(([name]) => `--${longName(name)}`);
}

/**
 * The pipeline of one release: bake, then deploy. What no option says is left to the defaults of the wire.
 *
 * @throws {NetopsError} USAGE when an option cannot be read, or means nothing to the strategy.
 */
export function deployPipeline(order: ReleaseOrder): PipelineSpecInput {
  const { app, options, from } = order;
  const strategy = strategyOf(order);
  refuseDangerous(order, strategy);
  const judging = judgingOf(order);
  return {
    ...{ name: "deploy", app },
    stages: [
      { name: "bake", type: "bake", from },
      {
        ...{ name: "deploy", type: "deploy", needs: ["bake"], strategy },
        artifact: { output: "bake.artifact" },
        ...given({
          replicas: options.replicas,
          sharesPercent: options.steps === undefined ? undefined : readShares(options.steps),
          bakeMs: options.bake,
          readyMs: options.ready,
          drainMs: options.drain,
          watchMs: options.watch,
          stopsOld: options.stopOld || undefined,
          mostDropped: options.mostDropped,
        }),
        ...(Object.keys(judging).length === 0 ? {} : { judging }),
      },
    ],
  };
}

/** The pipeline that goes back: to a group by name, or to what served before. */
export function rollbackPipeline(app: string, to: string | undefined): PipelineSpecInput {
  return {
    ...{ name: "rollback", app },
    stages: [{ name: "rollback", type: "rollback", ...given({ to }) }],
  };
}

function judgingOf({ options, canaryConfig }: ReleaseOrder) {
  return given({
    config: canaryConfig,
    mode: options.judge as "netops" | "kayenta" | undefined,
    stepMs: options.step,
    warmupMs: options.warmup,
    extensions: options.extend,
    prometheusUrl: options.prometheus === undefined ? undefined : readUrl(options.prometheus),
    checks: options.check.length === 0 ? undefined : options.check.map(readCheck),
  });
}

/** Who wants a release judged or checked must not get one that is not. */
function refuseDangerous(order: ReleaseOrder, strategy: StrategyName): void {
  const [first] = meaningless(order, strategy).filter(([name]) => !HARMLESS.has(name));
  if (first === undefined) return;
  const [name, strategies] = first;
  throw new NetopsError("USAGE", `Option --${longName(name)} means nothing to ${strategy}`, {
    fix: `leave it out, or choose --strategy ${strategies.join(" or ")}`,
  });
}

function meaningless(
  order: Pick<ReleaseOrder, "options" | "canaryConfig">,
  strategy: StrategyName,
): (readonly [OptionName, readonly StrategyName[]])[] {
  return (Object.entries(MEANINGFUL) as [OptionName, readonly StrategyName[]][])
    .filter(([name, strategies]) => isGiven(order, name) && !strategies.includes(strategy));
}

function isGiven(
  { options, canaryConfig }: Pick<ReleaseOrder, "options" | "canaryConfig">,
  name: OptionName,
): boolean {
  const all: Readonly<Record<string, unknown>> = {
    ...options,
    ...(canaryConfig === undefined ? {} : { canaryConfig }),
  };
  const value = all[name];
  return value !== undefined && value !== false && !(Array.isArray(value) && value.length === 0);
}

function readUrl(text: string): string {
  const url = URL.parse(text);
  if (url === null || !/^https?:$/.test(url.protocol)) {
    throw new NetopsError("USAGE", `Cannot take "${text}" for --prometheus as it is no address`, {
      fix: "give one like http://127.0.0.1:9090",
    });
  }
  if (isLoopback(url.hostname)) return text.replace(/\/+$/, "");
  const port = url.port === "" ? url.protocol === "https:" ? "443" : "80" : url.port;
  throw new NetopsError(
    "USAGE",
    `Cannot take "${text}" for --prometheus as the conductor reaches this machine only`,
    {
      fix:
        `ssh -L 9090:${url.hostname}:${port} HOST, then --prometheus ${url.protocol}//127.0.0.1:9090`,
    },
  );
}

/** What is there of the fields. */
function given<T extends Readonly<Record<string, unknown>>>(
  fields: T,
): { [K in keyof T]?: Exclude<T[K], undefined> } {
  const there = Object.entries(fields).filter(([, value]) => value !== undefined);
  return Object.fromEntries(there) as { [K in keyof T]?: Exclude<T[K], undefined> };
}

function without(strategy: StrategyName): readonly StrategyName[] {
  return ALL.filter((name) => name !== strategy);
}
