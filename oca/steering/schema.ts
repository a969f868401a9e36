import { z } from "zod";

/** The body of `POST /steer`. */
export const STEER = z.strictObject({
  clientIp: z.string().min(1).max(64),
  titleId: z.string().min(1).max(128),
  version: z.string().min(1).max(64).optional(),
});
