import { z } from "zod";

const Status = z.enum(["STARTING", "UP", "DOWN", "OUT_OF_SERVICE", "UNKNOWN"]);

/** The addresses of a platform, all on loopback, none with a trailing slash. */
export const PlatformUrls = z.object({
  gateway: z.string(),
  registry: z.string(),
  ops: z.string(),
  /** The page that plays; missing without the streaming platform. */
  watch: z.string().optional(),
  /** Prometheus' HTTP API, below `/api/v1`. */
  metrics: z.string().optional(),
  /** OTLP over HTTP, below `/v1`. */
  otlp: z.string().optional(),
  /** The HTTP API of Toxiproxy, which the links of this platform speak. */
  toxiproxy: z.string().optional(),
});

/** One row of `netops ps --json`. */
export const PsInstance = z.object({
  id: z.string(),
  app: z.string(),
  cluster: z.string(),
  serverGroup: z.string(),
  version: z.string(),
  region: z.string(),
  zone: z.string(),
  pid: z.int(),
  host: z.string(),
  port: z.int(),
  adminUrl: z.string().optional(),
  /** Prometheus metrics of a user's service that has them. */
  metricsUrl: z.string().optional(),
  status: Status,
  startedAtMs: z.number(),
  restarts: z.int(),
  /** Why the status is what it is, when there is something to say. */
  reason: z.string().optional(),
});

/** `netops ps --json`. */
export const PsDocument = z.object({
  schema: z.literal("netops.ps/v1"),
  instances: z.array(PsInstance),
});

/** `netops status --json`. */
export const StatusDocument = z.object({
  schema: z.literal("netops.status/v1"),
  healthy: z.boolean(),
  runId: z.string(),
  profile: z.string(),
  urls: PlatformUrls,
  apps: z.array(z.object({
    app: z.string(),
    desired: z.int(),
    up: z.int(),
    status: Status,
    /** Zones in which instances of it are up, in order. */
    zones: z.array(z.string()).optional(),
    /** Why not everything desired is up, as far as known. */
    reason: z.string().optional(),
  })),
  /** What will be trouble although everything is up, such as a disk that is full. */
  warnings: z.array(z.string()).optional(),
  /** Alerts that fire, those that page first; missing while telemetry does not answer. */
  alerts: z.array(z.object({
    name: z.string(),
    severity: z.string().optional(),
    /** What it says, in one sentence. */
    summary: z.string(),
    labels: z.record(z.string(), z.string()),
    activeAtMs: z.number(),
  })).optional(),
  /** How far clocks are off, as telemetry measures it; missing while it does not answer. */
  clocks: z.object({
    toleranceMs: z.number(),
    /** Processes whose clock is known. */
    measured: z.int(),
    /** Those whose clock is more than the tolerance off for certain. */
    skewed: z.array(z.object({
      app: z.string(),
      instance: z.string(),
      /** Above 0 when it is ahead of telemetry's. */
      skewMs: z.number(),
      /** The truth lies within `skewMs` ± `errorMs`. */
      errorMs: z.number(),
    })),
  }).optional(),
});

/** `netops up -d --json`. */
export const UpDocument = z.object({
  schema: z.literal("netops.up/v1"),
  healthy: z.boolean(),
  runId: z.string(),
  profile: z.string(),
  seed: z.string(),
  readyMs: z.number(),
  processes: z.int(),
  pssBytes: z.number(),
  urls: PlatformUrls,
});

/** What fleet tells whoever waits for the platform to be ready. */
export const BootDocument = z.object({
  phase: z.enum(["starting", "ready", "failed", "stopping"]),
  runId: z.string(),
  elapsedMs: z.number(),
  readyMs: z.number().optional(),
  apps: z.array(z.object({
    app: z.string(),
    tier: z.enum(["ground", "platform", "service"]),
    desired: z.int(),
    up: z.int(),
    status: Status,
    /** Why it is not up yet, in a few words. */
    waitingFor: z.string().optional(),
    /** Its last log lines while it is not up. */
    lastLines: z.array(z.string()),
    /** When all its instances were up, since the start of the boot. */
    readyMs: z.number().optional(),
    url: z.string().optional(),
    /** Why its number of instances stays as it is, for an app of the platform where that is so. */
    fixedSize: z.string().optional(),
  })),
  failure: z.object({
    app: z.string(),
    code: z.string(),
    message: z.string(),
    fix: z.string().optional(),
    lines: z.array(z.string()),
  }).optional(),
});

export type PlatformUrls = z.infer<typeof PlatformUrls>;
export type PsInstance = z.infer<typeof PsInstance>;
export type PsDocument = z.infer<typeof PsDocument>;
export type StatusDocument = z.infer<typeof StatusDocument>;
export type UpDocument = z.infer<typeof UpDocument>;
export type BootDocument = z.infer<typeof BootDocument>;
