import { MOST_REPLICAS, parseDurationMs } from "@netops/core";
import { z } from "zod";

/** What an application may be called: Frigga keeps hyphens for `app-stack-detail`. */
export const APP_NAME = /^[a-z][a-z0-9]{0,31}$/;

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
      "none: open to every caller; user (an access token) is not built yet, so it is refused",
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
}, { error: "a map with a command" });

/** The grammar of `ports`; 0 asks for a free port. */
export const portsSchema = z.strictObject({
  gateway: wholeNumber(0, 65535).default(7070).meta({ description: "The public port; 0: free" }),
  ops: wholeNumber(0, 65535).default(7071).meta({ description: "Pages and admin; 0: free" }),
  registry: wholeNumber(0, 65535).default(7072).meta({ description: "The registry; 0: free" }),
}, { error: "a map of gateway, ops and registry" });

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

/** The grammar of the whole file. */
export const configSchema = z.strictObject({
  platform: z.enum(["none", "lite", "std", "full"], { error: "none, lite, std or full" })
    .default("none").meta({
      description:
        "none: the user's services only; lite, std, full (the streaming platform) are not built yet",
    }),
  services: z.record(z.string().regex(APP_NAME), serviceSchema, { error: "a map of services" })
    .default({}).meta({ description: "The user's services by name" }),
  ports: portsSchema.prefault({}).meta({ description: "Ports on loopback" }),
  gateway: gatewaySchema.prefault({}).meta({ description: "The public edge" }),
  kv: z.unknown().optional().meta({
    description: "Another database server instead of our own; not built yet, so it is refused",
  }),
  seed: text("text or a number").optional().meta({
    description:
      "Names of instances and every draw of chance of the run come from it; without it one is drawn",
  }),
}, { error: "a map with the keys platform, services, ports, gateway, kv and seed" });

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
  const error = "a map of variables to text";
  const value = z.string({ error: 'text (write "" for an empty variable)' });
  return z.record(z.string().regex(/^[A-Za-z_][A-Za-z0-9_]*$/), value, { error });
}
