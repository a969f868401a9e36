import type { HttpClient } from "@netops/core";
import { createEventSink, createFleetClient } from "@netops/core/clients";
import type { RunFile } from "@netops/core/contracts";
import type { Host } from "@netops/core/host";
import type { LoadProgress } from "../report/load_progress.ts";
import type { LoadOrder } from "../run/load_order.ts";
import { createBuiltinEngine } from "./builtin_engine.ts";
import type { LoadEngine } from "./engine_port.ts";
import { createK6Engine } from "./k6_engine.ts";

/** What carrying out a load works with. */
export interface LoadParts {
  readonly host: Host;
  readonly run: Pick<RunFile, "fleetUrl" | "token" | "urls">;
  readonly env: Readonly<Record<string, string>>;
  /** Aborts with the reason in words when the load is to end early. */
  readonly signal: AbortSignal;
  readonly onProgress: (progress: LoadProgress) => void;
}

/** Idle connections to the gateway are of no use: sign-ups are never sent on one. */
const IDLE_CONNECTIONS = 2;
const ROOT = new URL("../../", import.meta.url).pathname;

/** The engine that an order asks for. */
export function openEngine({ engine }: LoadOrder, { host, env }: LoadParts): LoadEngine {
  const { spawner, timer, os, denoPath } = host;
  const ports = { spawner, timer, env };
  return engine === "k6"
    ? createK6Engine({ ...ports, os, scriptsDir: `${ROOT}load/scripts/built/` })
    : createBuiltinEngine({ ...ports, denoPath, root: ROOT });
}

/** How the runner reaches the platform. */
export function openPlatform(order: LoadOrder, { host, run }: LoadParts) {
  const { clock, timer } = host;
  const { fleetUrl, token } = run;
  const http: HttpClient = host.createHttpClient({ maxIdlePerHost: IDLE_CONNECTIONS });
  const source = `load-${order.id}`;
  const events = createEventSink({ fleetUrl, token, source, http, timer, clock });
  return { http, events, fleet: createFleetClient({ fleetUrl, token, http }) };
}
