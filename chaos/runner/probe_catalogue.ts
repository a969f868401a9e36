/** A probe of netops, as `netops chaos list --probes` tells it. */
export interface PlatformProbeView {
  readonly name: string;
  readonly summary: string;
  /** What it takes, by name. */
  readonly parameters: Readonly<Record<string, string>>;
}

const WINDOW = { window: "over which time (30s)" } as const;
const CALLS = { ...WINDOW, app: "which apps are called, as a regular expression (.+)" } as const;

/** Everything that an experiment can ask with `provider: { type: netops, probe: NAME }`. */
export const PLATFORM_PROBES: readonly PlatformProbeView[] = [
  {
    name: "instances-up",
    summary: "how many instances are UP",
    parameters: { app: "of this app (all)", zone: "in this zone (all)" },
  },
  { name: "healthy", summary: "whether the platform is healthy: true or false", parameters: {} },
  { name: "error-share", summary: "share of calls that failed, 0 to 1", parameters: CALLS },
  {
    name: "latency-seconds",
    summary: "quantile of the duration of calls, s",
    parameters: { ...CALLS, quantile: "0 to 1 (0.95)" },
  },
  { name: "series", summary: "the one value of a PromQL query", parameters: { query: "needed" } },
  {
    name: "slo",
    summary: "an objective as netops slo shows it, a mapping",
    parameters: { name: "needed" },
  },
  {
    name: "event-count",
    summary: "how many events the platform told of lately",
    parameters: {
      kind: "needed; kinds that begin with it",
      subject: "of this subject (all)",
      lastMs: "within this time, ms (60000)",
    },
  },
  { name: "sps", summary: "plays that start, per second", parameters: WINDOW },
  { name: "sps-share", summary: "share of wanted plays that start, 0 to 1", parameters: WINDOW },
  { name: "startup-time-ms", summary: "95 % of plays start within so many ms", parameters: WINDOW },
  {
    name: "stalled-ratio",
    summary: "share of time that players stand still, 0 to 1",
    parameters: WINDOW,
  },
];
