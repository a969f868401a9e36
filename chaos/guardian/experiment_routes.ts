import type { Hono } from "hono";
import type { FaultKindsDocument } from "@netops/core/contracts";
import { readJson } from "@netops/core/service";
import type { ExperimentDesk } from "./experiment_desk.ts";

/** Adds the routes of kinds and experiments; the app asks for the run's token in front of them. */
export function addExperimentRoutes(app: Hono, desk: ExperimentDesk): void {
  let kinds: FaultKindsDocument | undefined;
  // Kinds and schemas come with the first question: a guardian that waits needs none of them.
  app.get("/v1/chaos/kinds", async (c) => {
    const { FAULT_KINDS, viewFaultKind } = await import("../faults/catalogue.ts");
    kinds ??= { schema: "netops.faults/v1", faults: FAULT_KINDS.map(viewFaultKind) };
    return c.json(kinds);
  });
  app.get("/v1/chaos/experiments", async (c) => c.json(await desk.list()));
  app.get("/v1/chaos/experiments/:id", async (c) => c.json(await desk.get(c.req.param("id"))));
  app.post("/v1/chaos/experiments", async (c) => {
    const { ExperimentRequest } = await import("@netops/core/contracts");
    return c.json(await desk.start(await readJson(c.req.raw, ExperimentRequest)), 201);
  });
  app.delete("/v1/chaos/experiments/:id", async (c) => {
    return c.json(await desk.stop(c.req.param("id")));
  });
}
