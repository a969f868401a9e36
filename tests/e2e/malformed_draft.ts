import type { Rng } from "@netops/core";

/** Who has to refuse a case: any HTTP server, one that checks Host, or a strict edge. */
export type RefusalRule = "framing" | "host" | "edge" | "none";

/** Where the cases point. */
export interface MalformedTarget {
  /** The Host that the server takes. */
  readonly host: string;
  /** A path that answers GET and POST well. */
  readonly path: string;
}

/** One case before its bytes are made. */
export interface MalformedDraft {
  readonly text: string;
  readonly rule?: RefusalRule;
  readonly incomplete?: boolean;
}

/** Draws one case of its family. */
export type MalformedFamily = (rng: Rng, target: MalformedTarget) => MalformedDraft;

/** A request that is only reached when the one before it is cut at the wrong byte. */
export const SMUGGLED = "GET /healthz HTTP/1.1\r\nHost: evil.example\r\n\r\n";

/** One of several values. */
export function pick<T>(rng: Rng, values: readonly [T, ...T[]]): T {
  return values[rng.integer(values.length)] ?? values[0];
}

/** Random bytes below 256 as one character each. */
export function noise(rng: Rng, length: number): string {
  let text = "";
  for (let n = 0; n < length; n++) text += String.fromCharCode(rng.integer(256));
  return text;
}

/** A request that is well-formed but for what is put into it. */
export function request(
  target: MalformedTarget,
  parts: { line?: string; host?: string; fields?: readonly string[]; body?: string },
): string {
  const line = parts.line ?? `POST ${target.path} HTTP/1.1`;
  const host = parts.host ?? `Host: ${target.host}\r\n`;
  const fields = (parts.fields ?? []).map((field) => `${field}\r\n`).join("");
  return `${line}\r\n${host}${fields}\r\n${parts.body ?? ""}`;
}
