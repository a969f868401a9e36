import { equalInConstantTime } from "../nouns/equal_in_constant_time.ts";

/** Whether a request carries this bearer token; compares in constant time. */
export function hasToken(headers: Headers, token: string): boolean {
  const given = headers.get("authorization") ?? "";
  return equalInConstantTime(given, `Bearer ${token}`);
}
