import type { Hono } from "hono";
import type { AppWire } from "../app_wire.ts";
import type { Gatekeeper } from "../gatekeeper.ts";
import type { OpsWatch } from "../ops_watch.ts";
import { readJson } from "../read_json.ts";

/** What the routes work with. */
export interface DeployRouteOptions {
  readonly gate: Pick<Gatekeeper, "requireAct">;
  readonly conductor: Pick<AppWire, "ask">;
  readonly watch: Pick<OpsWatch, "look">;
}

/** Adds what the page does about deploys; who came by no one-time link is refused. */
export function addDeployRoutes(app: Hono, { gate, conductor, watch }: DeployRouteOptions): void {
  app.post("/ops/deploys/:verb", async (context) => {
    gate.requireAct(context.req.raw);
    // Most who look on never act.
    const { parseDeployAction, performDeployAction } = await import("./deploy_action.ts");
    const action = parseDeployAction(context.req.param("verb"), await readJson(context.req.raw));
    const answer = await performDeployAction(conductor, action);
    void watch.look();
    return context.json(answer);
  });
}
