import { NetopsError } from "@netops/core";
import { isLoopback } from "@netops/core/clients";
import type { StageServices } from "../../ports/stage_services.ts";

/** Where requests of stages may go. */
export type UrlLimits = Pick<StageServices, "gatewayUrl" | "allowedHosts">;

/**
 * Reads the URL of a request; a path alone is one of the gateway.
 *
 * @throws {NetopsError} CONFIG_INVALID when it is none, REFUSED when its host is neither this machine nor allowed
 */
export function allowedUrl(text: string, { gatewayUrl, allowedHosts = [] }: UrlLimits): URL {
  const isPath = text.startsWith("/") && !text.startsWith("//");
  const url = URL.parse(text, isPath ? gatewayUrl : undefined);
  if (url === null || !/^https?:$/.test(url.protocol)) {
    throw new NetopsError("CONFIG_INVALID", `Cannot read "${text}" as a URL`, {
      fix: "write http://127.0.0.1:PORT/PATH, or /APP/PATH for the gateway",
    });
  }
  if (isLoopback(url.hostname) || allowedHosts.includes(url.hostname)) return url;
  throw new NetopsError("REFUSED", `Cannot send to ${url.hostname} as it is not this machine`, {
    fix: "name an address of 127.0.0.0/8; a proxy of yours there may pass it on",
  });
}
