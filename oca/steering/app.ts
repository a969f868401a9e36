import type { HttpHandler, Logger } from "@netops/core";
import { problemResponse, toNetopsError } from "@netops/core";
import { createApp, type MetricRegistry, readJson, requireToken } from "@netops/core/service";
import type { Context } from "hono";
import type { SteeringProtocol } from "./content_steering.ts";
import type { Steering } from "./steering.ts";

/** What the skin works with. */
export interface SteeringAppOptions {
  readonly steering: Steering;
  readonly token: string;
  readonly logger: Logger;
  readonly metrics: MetricRegistry;
}

/** Players of every origin may ask; what they get is theirs alone and old in a moment. */
const PLAYER_HEADERS = { "access-control-allow-origin": "*", "cache-control": "no-store" } as const;

/** Makes the routes of steering. */
export function createSteeringApp(options: SteeringAppOptions): HttpHandler {
  const { steering, token, metrics } = options;
  const app = createApp(options.logger);
  const count = metrics.counter("steer_requests_total", "Requests to steer, by who asks");
  app.post("/steer", async (context) => {
    requireToken(context.req.raw.headers, token);
    const { STEER } = await import("./schema.ts");
    count.add(1, { by: "playback" });
    const { clientIp, titleId, version } = await readJson(context.req.raw, STEER);
    return context.json(steering.steer({
      ...{ clientIp, titleId },
      ...(version === undefined ? {} : { version }),
    }));
  });
  const answerPlayer = (protocol: SteeringProtocol) => async (context: Context) => {
    count.add(1, { by: protocol });
    const search = new URL(context.req.url).search.slice(1);
    try {
      return context.json(await steering.manifest(protocol, search), 200, PLAYER_HEADERS);
    } catch (thrown) {
      // A player of another origin has to see why, too.
      return problemResponse(toNetopsError(thrown), PLAYER_HEADERS);
    }
  };
  app.get("/hls", answerPlayer("hls"));
  app.get("/dash", answerPlayer("dash"));
  return (request) => app.fetch(request);
}
