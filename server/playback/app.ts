import type { HttpHandler, HttpPeer, Logger, PrincipalSeal } from "@netops/core";
import { createApp, readJson, requirePrincipal, requireToken } from "@netops/core/service";
import type { Context } from "hono";
import { clientAddress } from "./client_address.ts";
import type { Playback } from "./playback.ts";
import type { Sessions } from "./sessions.ts";

/** What the skin works with. */
export interface PlaybackAppOptions {
  readonly playback: Playback;
  readonly sessions: Sessions;
  readonly seal: PrincipalSeal;
  readonly token: string;
  readonly logger: Logger;
}

/** Makes the routes of playback. */
export function createPlaybackApp(options: PlaybackAppOptions): HttpHandler {
  const { playback, sessions, seal, token } = options;
  const app = createApp(options.logger);
  const who = (context: Context) => requirePrincipal(context.req.raw.headers, seal);
  app.post("/play", async (context) => {
    const principal = who(context);
    const { PLAY } = await import("./schema.ts");
    const request = await readJson(context.req.raw, PLAY);
    const clientIp = clientAddress({
      forwardedFor: context.req.header("x-forwarded-for") ?? null,
      peer: (context.env as { readonly peer: HttpPeer }).peer.hostname,
      wished: request.clientIp,
    });
    return context.json(await playback.play({ principal, request, clientIp }));
  });
  app.post("/events", async (context) => {
    const { account } = who(context);
    const { EVENTS } = await import("./schema.ts");
    const { sessionId, events } = await readJson(context.req.raw, EVENTS);
    return context.json(await sessions.hear(account, { sessionId, beacons: events }));
  });
  app.get("/sessions", async (context) => {
    return context.json({ sessions: await sessions.list(who(context).account) });
  });
  app.delete("/sessions/:id", async (context) => {
    await sessions.end(who(context).account, context.req.param("id"));
    return context.body(null, 204);
  });
  app.get("/internal/sessions", async (context) => {
    requireToken(context.req.raw.headers, token);
    return context.json({ sessions: await sessions.all() });
  });
  return (request, peer) => app.fetch(request, { peer });
}
