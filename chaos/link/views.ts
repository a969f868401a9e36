import { shortestFloat32 } from "./go_fields.ts";
import type { Proxy } from "./proxy.ts";
import type { Toxic } from "./toxic.ts";

/** A toxic as Toxiproxy shows it; what is ours stands behind, and only where it is used. */
export function toxicView(toxic: Toxic, nowMs: number): Record<string, unknown> {
  const { attributes, name, type, stream, durationMs, endsAtMs, match, seed } = toxic;
  return {
    attributes,
    name,
    type,
    stream,
    toxicity: shortestFloat32(toxic.toxicity),
    ...(durationMs === undefined ? {} : { durationMs }),
    ...(endsAtMs === undefined ? {} : { remainingMs: Math.max(0, Math.ceil(endsAtMs - nowMs)) }),
    ...(match === undefined ? {} : { match }),
    ...(seed === undefined ? {} : { seed }),
  };
}

/**
 * A proxy as Toxiproxy 2.12 shows it.
 *
 * Source: Toxiproxy 2.12, api.go; the empty `Logger` gets into its answers by way of an exported field.
 */
export function proxyView(proxy: Proxy, nowMs: number): Record<string, unknown> {
  const { name, listen, upstream, enabled } = proxy;
  return {
    ...{ name, listen, upstream, enabled, Logger: {} },
    ...(proxy.resettable ? { resettable: true } : {}),
    toxics: proxy.toxics.map((toxic) => toxicView(toxic, nowMs)),
  };
}
