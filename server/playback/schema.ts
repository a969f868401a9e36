import { z } from "zod";

const name = z.string().regex(/^[\w.-]{1,128}$/);

/** `POST /play`. */
export const PLAY = z.object({
  titleId: name,
  profileId: name.exactOptional(),
  clientIp: z.string().max(64).exactOptional(),
  playId: name.exactOptional(),
});

const BEACON = z.object({
  type: z.enum(["start", "heartbeat", "stall", "switch", "failover", "error", "end", "stop"]),
  tsMs: z.number().min(0),
  positionMs: z.number().min(0).max(86_400_000),
  data: z.record(z.string(), z.unknown()).exactOptional(),
});

/** `POST /events`. */
export const EVENTS = z.object({
  sessionId: name,
  events: z.array(BEACON).min(1).max(100),
});
