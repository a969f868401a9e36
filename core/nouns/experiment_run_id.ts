import { sha256Hex } from "./sha256.ts";

/**
 * Names the run of an experiment that was asked for with a key: `x-` and the first 8 digits of the key's SHA-256.
 *
 * So the run can be found by its key after everybody who knew both has started anew.
 */
export function experimentRunId(key: string): string {
  return `x-${sha256Hex(key).slice(0, 8)}`;
}
