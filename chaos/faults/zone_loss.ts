import { z } from "zod";
import { ANYWHERE, faultKind } from "./fault_kind.ts";

/** Take all instances of a zone away, and keep them away. */
export const ZONE_LOSS = faultKind({
  ...ANYWHERE,
  kind: "zone-loss",
  summary: "take all instances of a zone away, and keep them away",
  targets: ["zone"],
  parameters: z.strictObject({}),
  undo: "the seats may be filled again; seen when an instance on each is UP",
  takesAway: true,
  hitsAll: true,
  partOn: () => ({ side: "fleet", effect: { type: "outage" } }),
});
