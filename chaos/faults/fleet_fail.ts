import { z } from "zod";
import { ANYWHERE, faultKind, INSTANCES } from "./fault_kind.ts";

/** Let fleet start nothing in place of instances that die, as when no machine can be had. */
export const FLEET_FAIL = faultKind({
  ...ANYWHERE,
  kind: "fleet-fail",
  summary: "let fleet start nothing in place of instances that die",
  targets: INSTANCES,
  parameters: z.strictObject({}),
  undo: "the seats may be filled again; seen when an instance on each is UP",
  takesAway: false,
  hitsAll: true,
  partOn: () => ({ side: "fleet", effect: { type: "refuse-starts" } }),
});
