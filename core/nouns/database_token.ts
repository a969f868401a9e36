import { hmacSha256 } from "./sha256.ts";

/**
 * The access token of one database: HMAC-SHA256(run token, "netops-kv:" + database), in hex.
 *
 * Who holds the token of one database can make none for another; who holds the run token can make all.
 */
export function databaseToken(runToken: string, database: string): string {
  const encoder = new TextEncoder();
  const mac = hmacSha256(encoder.encode(runToken), encoder.encode(`netops-kv:${database}`));
  return Array.from(mac, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** The UUID of a database: the first 16 bytes of SHA-256 of its name, marked as version 8 (RFC 9562). */
export async function databaseId(database: string): Promise<string> {
  const bytes = new TextEncoder().encode(`netops-kv:${database}`);
  const hash = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes)).subarray(0, 16);
  hash[6] = 0x80 | (hash[6] ?? 0) & 0x0f;
  hash[8] = 0x80 | (hash[8] ?? 0) & 0x3f;
  return hash.toHex().replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}
