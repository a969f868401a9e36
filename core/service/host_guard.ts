const LOOPBACK_NAMES = ["127.0.0.1", "localhost", "[::1]"];

/** Which Host and Origin values a listener takes. */
export interface HostGuardOptions {
  /** The listener's own address, allowed besides the loopback names. */
  readonly hostname: string;
  readonly port: number;
  /** Origins of other pages that may call, complete with scheme and port. */
  readonly allowOrigins?: readonly string[];
}

/** Why a request is refused before its path is looked at. */
export type HostRefusal = "foreign-host" | "foreign-origin";

/**
 * Makes the check that stops DNS rebinding and foreign pages: Host must be a loopback name with the
 * listener's own port, Origin absent, our own, or allowed.
 *
 * Deno glues Host and target together unchecked, so this must run before anything reads `request.url`.
 */
export function createHostGuard(
  options: HostGuardOptions,
): (headers: Headers, url?: string) => HostRefusal | undefined {
  const names = new Set([...LOOPBACK_NAMES, options.hostname]);
  const hosts = new Set([...names].map((name) => `${name}:${options.port}`));
  if (options.port === 80) { for (const name of names) hosts.add(name); }
  const origins = new Set([...hosts].map((host) => `http://${host}`));
  for (const origin of options.allowOrigins ?? []) origins.add(origin);
  return (headers, url) => {
    // HTTP/2 has no Host: its :authority is in the URL. Deno's KV client speaks it in clear text.
    const host = headers.get("host") ?? (url === undefined ? null : new URL(url).host);
    if (host === null || !hosts.has(host.toLowerCase())) return "foreign-host";
    const origin = headers.get("origin");
    if (origin === null || origins.has(origin)) return undefined;
    return isPageOfGateway(origin, headers) ? undefined : "foreign-origin";
  };
}

/**
 * Whether a page calls its own gateway, which judged its Origin and says under which Host it was asked.
 *
 * A foreign page cannot say so itself: a field like this needs a preflight, which we do not grant.
 * Source: Fetch, CORS-safelisted request-header.
 */
function isPageOfGateway(origin: string, headers: Headers): boolean {
  const asked = headers.get("x-forwarded-host");
  return asked !== null && origin === `http://${asked}`;
}
