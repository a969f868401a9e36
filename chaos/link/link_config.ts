import { NetopsError } from "@netops/core";

/** What the manifest may say in `boot.config`; everything may be missing. */
export interface LinkConfig {
  /** No toxic lasts longer, and one without a duration lasts this long; missing: no bound. */
  readonly mostToxicMs?: number;
  /** Connections that may be open at once, 1024 unless said otherwise. */
  readonly mostConnections: number;
  /** What may wait in one stage of one connection, 4 MiB unless said otherwise. */
  readonly bufferBytes: number;
  /** What may wait in all connections before every stage takes one piece at a time, 128 MiB. */
  readonly mostHeldBytes: number;
  /** Everything that is drawn comes from it; the platform's seed unless said otherwise. */
  readonly seed?: string;
}

const MIB = 1024 * 1024;

/** Reads `boot.config`. @throws {NetopsError} CONFIG_INVALID */
export function readLinkConfig(config: Readonly<Record<string, unknown>>): LinkConfig {
  const mostToxicMs = whole(config, "mostToxicMs");
  const seed = config["seed"];
  return {
    mostConnections: whole(config, "mostConnections") ?? 1_024,
    bufferBytes: whole(config, "bufferBytes") ?? 4 * MIB,
    mostHeldBytes: whole(config, "mostHeldBytes") ?? 128 * MIB,
    ...(mostToxicMs === undefined ? {} : { mostToxicMs }),
    ...(seed === undefined ? {} : { seed: String(seed) }),
  };
}

function whole(config: Readonly<Record<string, unknown>>, name: string): number | undefined {
  const value = config[name];
  if (value === undefined) return undefined;
  if (typeof value === "number" && Number.isSafeInteger(value) && value > 0) return value;
  throw new NetopsError("CONFIG_INVALID", `Cannot start link as ${name} is not a whole number`, {
    fix: `give ${name} a number of at least 1, or leave it out`,
  });
}
