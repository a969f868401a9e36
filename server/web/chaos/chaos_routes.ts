import type { Hono } from "hono";
import type { FleetReader } from "../fleet_reader.ts";
import type { Gatekeeper } from "../gatekeeper.ts";
import type { OpsWatch } from "../ops_watch.ts";
import { readJson } from "../read_json.ts";
import { parseChaosAction, performChaosAction } from "./chaos_action.ts";
import { runsOf } from "./chaos_facts.ts";
import type { GuardianWire } from "./guardian_wire.ts";

/** What the routes work with. */
export interface ChaosRouteOptions {
  readonly gate: Pick<Gatekeeper, "requireAct">;
  readonly guardian: Pick<GuardianWire, "ask">;
  readonly watch: Pick<OpsWatch, "look">;
  readonly fleet: Pick<FleetReader, "jobs">;
}

/** Adds what the page does about faults and experiments; who came by no one-time link is refused. */
export function addChaosRoutes(app: Hono, options: ChaosRouteOptions): void {
  const { gate, guardian, watch, fleet } = options;
  app.post("/ops/chaos/:verb", async (context) => {
    gate.requireAct(context.req.raw);
    const action = parseChaosAction(context.req.param("verb"), await readJson(context.req.raw));
    const running = async () => runsOf(await fleet.jobs()).map(({ id }) => id);
    const answer = await performChaosAction(guardian, action, running);
    void watch.look();
    return context.json(answer);
  });
}
