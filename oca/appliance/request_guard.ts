import { NetopsError } from "@netops/core";

/** Where an OCA listens. */
export interface OcaAddress {
  readonly host: string;
  readonly port: number;
}

const METHODS = ["GET", "HEAD", "OPTIONS"];
const LOOPBACK_NAMES = ["127.0.0.1", "localhost", "[::1]"];
const SCHEME = "http://";

/**
 * Makes the check that every request has to pass before its path is looked at; gives the raw target,
 * or throws.
 *
 * Deno glues Host and target together unchecked, so the authority must be ours before the rest of
 * `request.url` means anything. Any page may call (the answers are for players of other origins), but
 * only by our own address, so that no foreign name can be bound to it.
 *
 * @throws {NetopsError} MISDIRECTED, TOO_LARGE, METHOD_NOT_ALLOWED, REQUEST_INVALID
 */
export function createRequestGuard({ host, port }: OcaAddress): (request: Request) => string {
  const authorities = new Set([host, ...LOOPBACK_NAMES].map((name) => `${name}:${port}`));
  return (request) => {
    const { url, headers } = request;
    const slash = url.indexOf("/", SCHEME.length);
    const authority = url.slice(SCHEME.length, slash < 0 ? url.length : slash).toLowerCase();
    const named = headers.get("host") ?? authority;
    if (!authorities.has(authority) || !authorities.has(named.toLowerCase())) {
      throw new NetopsError("MISDIRECTED", "Cannot answer for another host", {
        fix: `call it by ${host}:${port}`,
      });
    }
    checkBody(request);
    if (!METHODS.includes(request.method)) {
      throw new NetopsError("METHOD_NOT_ALLOWED", "Cannot serve anything but GET and HEAD");
    }
    if (slash < 0) {
      throw new NetopsError("REQUEST_INVALID", "Cannot serve a request without a path");
    }
    return url.slice(slash);
  };
}

/** Nothing is uploaded to an OCA: a body is refused by its head, before any of it is read. */
function checkBody({ headers }: Request): void {
  const length = headers.get("content-length");
  // `request.body` does not tell: the runtime gives every OPTIONS one.
  const hasBody = headers.has("transfer-encoding") || length !== null && length !== "0";
  if (hasBody) throw new NetopsError("TOO_LARGE", "Cannot take a body: an OCA only serves");
}
