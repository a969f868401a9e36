import { type AdmissionLimits, DEFAULT_LIMITS } from "./admission.ts";

/** What the guardian is told besides its boot line. */
export interface GuardianConfig {
  /** Where the Toxiproxy API is, without a trailing slash. */
  readonly toxiproxyUrl: string;
  /** How much may be taken away, by app. */
  readonly limits: Readonly<Record<string, Partial<AdmissionLimits>>>;
}

/** Reads what fleet wrote. */
export function readGuardianConfig(config: Readonly<Record<string, unknown>>): GuardianConfig {
  const limits = config["limits"];
  return {
    toxiproxyUrl: String(config["toxiproxyUrl"] ?? ""),
    limits: typeof limits === "object" && limits !== null ? limits as GuardianConfig["limits"] : {},
  };
}

/** The limits of an app in a zone: its own, else those of `*`, else the default; a zone only tightens. */
export function limitsOf(config: GuardianConfig, app: string, zone: string): AdmissionLimits {
  const own = { ...DEFAULT_LIMITS, ...config.limits["*"], ...config.limits[app] };
  const { mostAwayRatio = 1, leastHealthy = 0 } = config.limits[`zone:${zone}`] ?? {};
  return {
    mostAwayRatio: Math.min(own.mostAwayRatio, mostAwayRatio),
    leastHealthy: Math.max(own.leastHealthy, leastHealthy),
  };
}
