import { TitleKeys } from "@netops/core";
import { faultyHttpClient } from "@netops/core/faults";
import { openPlatformCalls, type ServiceContext, type ServiceParts } from "@netops/core/service";
import { createSteeringApp } from "./app.ts";
import { BoardWatch } from "./board_watch.ts";
import { Steering } from "./steering.ts";
import { TitlePlaylists } from "./title_playlists.ts";

/** Puts steering together; it keeps nothing but the boards that it hears. */
export function buildSteering(context: ServiceContext): Promise<ServiceParts> {
  const { boot, host, logger, metrics, signal } = context;
  const { clock, timer } = host;
  const { token } = boot;
  const calls = openPlatformCalls(context);
  const http = host.createHttpClient();
  const { discovery } = calls;
  const { points } = context.faults;
  const watch = new BoardWatch({
    ...{ discovery, timer, clock, logger, token, signal },
    http: faultyHttpClient(http, { points, point: "cachecontrol" }),
  });
  const playlists = new TitlePlaylists({ http, timer });
  const steering = new Steering({
    ...{ clock, points, keys: new TitleKeys(token) },
    board: () => watch.board,
    stableUris: (title, ranked) => playlists.stableUris(title, ranked),
  });
  return Promise.resolve({
    handler: createSteeringApp({ steering, token, logger, metrics }),
    // Players ask through the gateway, which passes the Origin of its page on.
    allowOrigins: gatewayOrigins(boot.gatewayUrl),
    isHealthy: () => watch.isReady,
    stop: () => {
      calls.close();
      http.close();
      return Promise.resolve();
    },
  });
}

function gatewayOrigins(gatewayUrl: string): string[] {
  const { port, origin } = new URL(gatewayUrl);
  return [origin, `http://localhost:${port}`, `http://[::1]:${port}`];
}
