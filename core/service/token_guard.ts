import { NetopsError } from "../errors/netops_error.ts";
import { equalInConstantTime } from "../nouns/equal_in_constant_time.ts";

/** Whether a request carries this bearer token; compares in constant time. */
export function hasToken(headers: Headers, token: string): boolean {
  const given = headers.get("authorization") ?? "";
  return equalInConstantTime(given, `Bearer ${token}`);
}

/**
 * Lets only processes of this run pass.
 *
 * @throws {NetopsError} UNAUTHENTICATED
 */
export function requireToken(headers: Headers, token: string): void {
  if (hasToken(headers, token)) return;
  throw new NetopsError("UNAUTHENTICATED", "Cannot answer as the run token is missing or wrong");
}
