import type { OcaRoute } from "@netops/core/contracts";

/** What an OCA is told besides who it is; `oca/appliance/sites.ts` and tests write it. */
export interface OcaConfig {
  readonly site: string;
  readonly isp: string;
  readonly routes: readonly OcaRoute[];
  /** What its line carries, in bits a second. */
  readonly capacityBps: number;
  /** The memory of the hot set. */
  readonly hotBytes: number;
  /** The disk that titles may take. */
  readonly diskBytes: number;
  /** The most bits a second to fill with. */
  readonly fillBps: number;
  /** How long a title stays that no manifest wants any more. */
  readonly removeAfterMs: number;
  /** One object is read again and checked this often. */
  readonly scrubMs: number;
}

const DEFAULTS: OcaConfig = {
  site: "loc001",
  isp: "loopback",
  routes: [],
  capacityBps: 1_000_000_000,
  hotBytes: 24 * 1_024 * 1_024,
  diskBytes: 8 * 1_024 * 1_024 * 1_024,
  fillBps: 800_000_000,
  removeAfterMs: 30_000,
  scrubMs: 1_000,
};

/** Completes the config of an OCA; the writer is our own parent. */
export function completeConfig(config: Readonly<Record<string, unknown>>): OcaConfig {
  return { ...DEFAULTS, ...config as Partial<OcaConfig> };
}
