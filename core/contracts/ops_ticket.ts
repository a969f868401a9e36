/** What a one-time link to the operations page says. */
export interface OpsTicket {
  readonly expiresAtMs: number;
  /** Names the ticket, so that it is taken only once. */
  readonly nonce: string;
}

/** How long a link that `netops open` prints may be used. */
export const OPS_TICKET_LIFE_MS = 60_000;

/**
 * Makes the `t` of `/ops/enter?t=…`: `expiresAtMs.nonce.HMAC-SHA256(run token, both)` in hex.
 *
 * The nonce is 16 to 64 hex digits that were drawn for this ticket alone.
 */
export async function formatOpsTicket(runToken: string, ticket: OpsTicket): Promise<string> {
  const claim = `${ticket.expiresAtMs}.${ticket.nonce}`;
  return `${claim}.${
    hexOf(await crypto.subtle.sign("HMAC", await keyOf(runToken), bytesOf(claim)))
  }`;
}

/** Reads a ticket; undefined when it was not made with this token or is past its time. */
export async function parseOpsTicket(
  runToken: string,
  text: string,
  nowMs: number,
): Promise<OpsTicket | undefined> {
  const match = /^(\d{1,16})\.([0-9a-f]{16,64})\.([0-9a-f]{64})$/.exec(text);
  if (match === null) return undefined;
  const [, expires, nonce, signature] = match as unknown as [string, string, string, string];
  const signed = Uint8Array.from(signature.match(/../g) ?? [], (pair) => parseInt(pair, 16));
  const key = await keyOf(runToken);
  const isOurs = await crypto.subtle.verify("HMAC", key, signed, bytesOf(`${expires}.${nonce}`));
  const expiresAtMs = Number(expires);
  return isOurs && nowMs < expiresAtMs ? { expiresAtMs, nonce } : undefined;
}

function keyOf(runToken: string): Promise<CryptoKey> {
  const algorithm = { name: "HMAC", hash: "SHA-256" };
  return crypto.subtle.importKey("raw", bytesOf(runToken), algorithm, false, ["sign", "verify"]);
}

function bytesOf(text: string): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(`netops.ops.ticket:${text}`);
}

function hexOf(bytes: ArrayBuffer): string {
  return [...new Uint8Array(bytes)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}
