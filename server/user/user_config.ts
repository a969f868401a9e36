import { type KeyRules } from "./key_ring.ts";
import { SCRYPT_COST, type ScryptCost } from "./password_hash.ts";
import { REFRESH_RULES, type RefreshRules } from "./refresh_family.ts";

/** What the user service can be told; every field has a default. */
export interface UserConfig {
  /** How long an access token is valid, in seconds. */
  readonly accessTokenS: number;
  readonly keys: KeyRules;
  readonly refresh: RefreshRules;
  readonly cost: ScryptCost;
  /** Passwords that are hashed at once. */
  readonly hashLimit: number;
  /** Passwords that wait: about a second's worth. */
  readonly hashQueue: number;
}

const ACCESS_TOKEN_S = 600;
const KEY_PERIOD_MS = 3_600_000;
const KEY_LEAD_MS = 30_000;
const QUEUED_PER_HASH = 16;

/**
 * Reads the config of a boot document: `accessTokenS`, `keyPeriodMs`, `keyLeadMs`, `refreshGraceMs`,
 * `scryptLogN`, `hashLimit`, `hashQueue`; what is no positive number keeps the default.
 *
 * A key lives for lead + token life at least, so that no token outlives its key.
 */
export function readUserConfig(
  config: Readonly<Record<string, unknown>>,
  cores: number,
): UserConfig {
  const number = (name: string, otherwise: number) => {
    const value = config[name];
    return typeof value === "number" && value > 0 ? value : otherwise;
  };
  const accessTokenS = number("accessTokenS", ACCESS_TOKEN_S);
  const leadMs = number("keyLeadMs", KEY_LEAD_MS);
  const periodMs = Math.max(number("keyPeriodMs", KEY_PERIOD_MS), leadMs + accessTokenS * 1000);
  const hashLimit = number("hashLimit", Math.max(1, cores));
  return {
    accessTokenS,
    keys: { periodMs, leadMs },
    refresh: { ...REFRESH_RULES, graceMs: number("refreshGraceMs", REFRESH_RULES.graceMs) },
    cost: { ...SCRYPT_COST, logN: Math.max(14, number("scryptLogN", SCRYPT_COST.logN)) },
    hashLimit,
    hashQueue: number("hashQueue", QUEUED_PER_HASH * hashLimit),
  };
}
