import { MOST_REPLICAS, parseDurationMs } from "@netops/core";
import { z } from "zod";

/** What an application may be called: Frigga keeps hyphens for `app-stack-detail`. */
export const APP_NAME = /^[a-z][a-z0-9]{0,31}$/;

/** What a service level objective may be called. */
export const SLO_NAME = /^[a-z][a-z0-9-]{0,62}$/;

/** What limits of faults are for: an app, a zone, or everything. */
export const LIMIT_NAME = /^(\*|(zone:)?[a-z][a-z0-9-]{0,62})$/;

const SCALING_ERROR = "a map of metric, target, min and max";
const TARGET_ERROR = "a number above 0, or a duration such as 200ms for latency";

/** The grammar of how a service is scaled; what must fit together scaling_checks.ts says. */
export const scalingSchema = z.strictObject({
  metric: z.enum(["rps", "cpu", "latency"], { error: "rps, cpu or latency" }).meta({
    description:
      "What its load moves: requests a second and processors at work of each instance, or the 95th percentile of latency",
  }),
  target: z.union([
    z.number({ error: TARGET_ERROR }).gt(0, { error: TARGET_ERROR }).max(1_000_000, {
      error: TARGET_ERROR,
    }),
    duration("1ms", "10m"),
  ], { error: TARGET_ERROR }).meta({
    description: "What the metric should be: 50, 0.7, or 200ms for latency",
  }),
  min: wholeNumber(1, MOST_REPLICAS).default(1).meta({ description: "The fewest instances" }),
  max: wholeNumber(1, MOST_REPLICAS).meta({ description: "The most instances" }),
  outCooldown: duration("0s", "1h").default("15s").meta({
    description: "After growth the next one waits so long",
  }),
  inCooldown: duration("0s", "24h").default("60s").meta({
    description: "Instances are taken away when fewer were wanted all this time",
  }),
}, { error: SCALING_ERROR });

const SHARE_ERROR = "a number above 0 and below 1, such as 0.99";

/**
 * The grammar and the defaults of `netops.yaml`; nowhere else does a key have a default.
 *
 * Every `error` text completes the sentence "KEY must be …".
 */
export const serviceSchema = z.strictObject({
  command: commandSchema().meta({
    description:
      "How to start it: an array runs as it is ($PORT and ${PORT} expand), a string runs under a shell",
  }),
  dir: text("a folder, relative to this file").default(".").meta({
    description: "Its folder, relative to this file; what runs is an immutable copy of it",
  }),
  replicas: wholeNumber(0, MOST_REPLICAS).default(1).meta({
    description: "How many instances in all, spread over zones",
  }),
  health: healthSchema().default({ tcp: true }).meta({
    description: "A path where 2xx means UP, or {tcp: true}: UP when the port accepts",
  }),
  startTimeout: duration("100ms", "1h").default("60s").meta({
    description: "How long the first UP may take before the instance is given up",
  }),
  stopTimeout: duration("0s", "10m").default("10s").meta({
    description: "How long it may take from SIGTERM to its end, before SIGKILL",
  }),
  env: envSchema().default({}).meta({
    description: "Variables it gets besides the inherited ones",
  }),
  dependsOn: listOf("a list of service names").default([]).meta({
    description: "Services it calls: each gives it the address NETOPS_URL_<APP>; all start at once",
  }),
  port: wholeNumber(1, 65535).optional().meta({
    description: "A fixed port, with at most one replica; better: read PORT",
  }),
  exclude: listOf("a list of patterns as in .gitignore").default([]).meta({
    description: "Patterns, as in .gitignore, of what is not copied besides what git ignores",
  }),
  auth: z.enum(["none", "user"], { error: "none or user" }).default("none").meta({
    description:
      "none: open to every caller; user: only with an access token of the platform's user service",
  }),
  limit: pattern(/^[1-9]\d{0,8}\/(s|m|h)$/, "a rate such as 100/s, 50/m or 10/h").optional()
    .meta({
      description:
        "Requests per client address that the gateways let through, all of them together",
    }),
  metrics: pattern(/^\/\S*$/, "a path such as /metrics").optional().meta({
    description: "Path of its own metrics in Prometheus text",
  }),
  optional: z.boolean({ error: "true or false" }).default(false).meta({
    description: "true: skipped with a note when its program is not on this machine",
  }),
  scaling: scalingSchema.optional().meta({
    description: "Has the conductor set how many instances there are; replicas is the start",
  }),
}, { error: "a map with a command" });

/** The grammar of `ports`; 0 asks for a free port. */
export const portsSchema = z.strictObject({
  gateway: wholeNumber(0, 65535).default(7070).meta({ description: "The public port; 0: free" }),
  ops: wholeNumber(0, 65535).default(7071).meta({ description: "Pages and admin; 0: free" }),
  registry: wholeNumber(0, 65535).default(7072).meta({ description: "The registry; 0: free" }),
  telemetry: wholeNumber(0, 65535).default(7073).meta({
    description: "Metrics API and OTLP; 0: free",
  }),
  toxiproxy: wholeNumber(0, 65535).default(7074).meta({
    description: "The Toxiproxy API of links; 0: free",
  }),
}, { error: "a map of gateway, ops, registry, telemetry and toxiproxy" });

/** The grammar of `gateway`. */
export const gatewaySchema = z.strictObject({
  instances: wholeNumber(1, 8).default(2).meta({ description: "Gateways that share the port" }),
  allowOrigins: z.array(
    pattern(/^https?:\/\/[^/\s?#*@]+$/, "an origin such as http://localhost:5173"),
    { error: "a list of origins such as http://localhost:5173" },
  ).default([]).meta({ description: "Origins whose pages may call the gateway" }),
  allowStrangers: z.boolean({ error: "true or false" }).default(false).meta({
    description: "true: also route to instances in the registry that this run did not start",
  }),
}, { error: "a map of instances, allowOrigins and allowStrangers" });

/** The grammar of `telemetry`. */
export const telemetrySchema = z.strictObject({
  forward: pattern(
    /^https?:\/\/[^/\s?#*@]+(\/[^\s?#]*)?$/,
    "an OTLP endpoint such as http://127.0.0.1:4318",
  ).optional().meta({
    description: "Where traces, logs and metrics are passed on to, by OTLP/HTTP",
  }),
  retention: duration("1m", "720h").default("24h").meta({
    description: "How long series, logs, traces and events are kept",
  }),
}, { error: "a map of forward and retention" });

const LIMIT_ERROR = "a map of mostAwayRatio and leastHealthy";

/** The grammar of how much faults may take away of each server group. */
export const faultLimitSchema = z.strictObject({
  mostAwayRatio: z.number({ error: "a number from 0 to 1" }).min(0, {
    error: "a number from 0 to 1",
  })
    .max(1, { error: "a number from 0 to 1" }).optional().meta({
      description: "The largest share of a server group that may be away at once; 0.5",
    }),
  leastHealthy: wholeNumber(0, 1_000).optional().meta({
    description: "How many healthy instances of a server group must stay; 1",
  }),
}, { error: LIMIT_ERROR });

/** The grammar of `chaos`. */
export const chaosSchema = z.strictObject({
  limits: z.record(z.string().regex(LIMIT_NAME), faultLimitSchema, { error: "a map of limits" })
    .default({}).meta({
      description: "By app, by zone:NAME, or * for all that have none of their own",
    }),
}, { error: "a map of limits" });

const SLO_ERROR = "a map of objective, window and query";

/** The grammar of one service level objective; its query is read by telemetry. */
export const sloSchema = z.strictObject({
  objective: z.number({ error: SHARE_ERROR }).gt(0, { error: SHARE_ERROR })
    .lt(1, { error: SHARE_ERROR }).meta({
      description: "The share that must be good, such as 0.99",
    }),
  window: duration("5m", "720h").default("1h").meta({
    description: "The time over which the objective holds",
  }),
  query: text("PromQL for the good share, 0 to 1").meta({
    description: "PromQL for the good share, 0 to 1; $window stands for the window asked for",
  }),
}, { error: SLO_ERROR });

const RULE_ERROR = "a map of query and either record or alert";
const METRIC_ERROR = "a metric's name such as app:errors:rate1m";

/** The grammar of one rule over series: of either kind, which cross_checks.ts tells apart. */
export const ruleSchema = z.strictObject({
  record: pattern(/^[A-Za-z_:][A-Za-z0-9_:]*$/, METRIC_ERROR).optional().meta({
    description: "Recording rule: the series that the result is written as",
  }),
  alert: pattern(/^[A-Za-z_][A-Za-z0-9_]*$/, "a name such as ShopIsSlow").optional().meta({
    description: "Alerting rule: the name of the alert; each label set of the result is one",
  }),
  query: text("a query in PromQL").meta({ description: "A query in PromQL" }),
  for: duration("0s", "24h").optional().meta({
    description: "How long a label set must be there before the alert fires; 0s",
  }),
  keepFiringFor: duration("0s", "24h").optional().meta({
    description: "How long the alert fires on after its label set vanished; 0s",
  }),
  labels: textMap("a map of labels to text", "text in quotes").default({}).meta({
    description: "Labels that win over those of the result",
  }),
  annotations: textMap("a map of names to text", "text in quotes").optional().meta({
    description: "What is said of the alert; {{ $value }} and {{ $labels.NAME }} are filled in",
  }),
}, { error: RULE_ERROR });

/** The grammar of a group of rules. */
export const ruleGroupSchema = z.strictObject({
  interval: duration("1s", "1h").default("15s").meta({
    description: "How often its rules are evaluated, one after another",
  }),
  rules: z.array(ruleSchema, { error: "a list of rules" }).meta({ description: "Its rules" }),
}, { error: "a map of interval and rules" });

/** The grammar of the whole file. */
export const configSchema = z.strictObject({
  platform: z.enum(["none", "lite", "std", "full"], { error: "none, lite, std or full" })
    .default("none").meta({
      description:
        "none: the user's services only; lite, std, full: beside the streaming platform in one zone, in three zones, in two regions of three",
    }),
  services: z.record(z.string().regex(APP_NAME), serviceSchema, { error: "a map of services" })
    .default({}).meta({ description: "The user's services by name" }),
  ports: portsSchema.prefault({}).meta({ description: "Ports on loopback" }),
  gateway: gatewaySchema.prefault({}).meta({ description: "The public edge" }),
  telemetry: telemetrySchema.prefault({}).meta({ description: "Metrics, logs and traces" }),
  slo: z.record(z.string().regex(SLO_NAME), sloSchema, { error: "a map of objectives" })
    .default({}).meta({ description: "Service level objectives by name" }),
  rules: z.record(z.string().regex(SLO_NAME), ruleGroupSchema, { error: "a map of groups" })
    .default({}).meta({ description: "Recording and alerting rules, in groups by name" }),
  chaos: chaosSchema.prefault({}).meta({ description: "What faults may do" }),
  kv: z.unknown().optional().meta({
    description: "Another database server instead of our own; not built yet, so it is refused",
  }),
  seed: text("text or a number").optional().meta({
    description:
      "Names of instances and every draw of chance of the run come from it; without it one is drawn",
  }),
}, {
  error:
    "a map with the keys platform, services, ports, gateway, telemetry, slo, rules, chaos, kv and seed",
});

/** A service after parsing, defaults filled in. */
export type ServiceConfig = z.output<typeof serviceSchema>;

/** The whole file after parsing, defaults filled in. */
export type Config = z.output<typeof configSchema>;

function text(error: string) {
  return z.string({ error }).regex(/\S/, { error });
}

function pattern(regex: RegExp, error: string) {
  return z.string({ error }).regex(regex, { error });
}

function wholeNumber(least: number, most: number) {
  const error = `a whole number from ${least} to ${most}`;
  return z.int({ error }).min(least, { error }).max(most, { error });
}

function duration(least: string, most: string) {
  const error = `a duration from ${least} to ${most}, such as 500ms, 3s or 2m`;
  const inRange = (value: string) => {
    const ms = parseDurationMs(value);
    return ms >= parseDurationMs(least) && ms <= parseDurationMs(most);
  };
  return z.string({ error }).regex(/^\d+(\.\d+)?(ms|s|m|h)$/, { error, abort: true })
    .refine(inRange, { error });
}

function listOf(error: string) {
  return z.array(text(error), { error });
}

function commandSchema() {
  const error = "a command such as [node, server.mjs] or one string";
  const words = z.array(z.string({ error }), { error }).min(1, { error })
    .refine((list) => /\S/.test(list[0] ?? ""), { error });
  return z.union([text(error), words], { error });
}

function healthSchema() {
  const error = "a path such as /health, or {tcp: true}";
  return z.union([pattern(/^\/\S*$/, error), z.strictObject({ tcp: z.literal(true, { error }) })], {
    error,
  });
}

function envSchema() {
  return textMap("a map of variables to text", 'text (write "" for an empty variable)');
}

function textMap(error: string, valueError: string) {
  const value = z.string({ error: valueError });
  return z.record(z.string().regex(/^[A-Za-z_][A-Za-z0-9_]*$/), value, { error });
}
