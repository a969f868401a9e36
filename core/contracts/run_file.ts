import { z } from "zod";
import { PlatformUrls } from "./documents.ts";

/** `<home>/run.json` (mode 0600): how to find and address the fleet that runs in this home. */
export const RunFile = z.object({
  schema: z.literal("netops.run/v1"),
  runId: z.string(),
  pid: z.int(),
  /** Kernel start mark of fleet: a recycled pid does not fool us. */
  startMark: z.string(),
  startedAtMs: z.number(),
  fleetUrl: z.string(),
  token: z.string(),
  profile: z.string(),
  projectDir: z.string(),
  urls: PlatformUrls,
});

export type RunFile = z.infer<typeof RunFile>;
