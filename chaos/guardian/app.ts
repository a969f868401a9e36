import type { Context, Hono } from "hono";
import { type Logger, NetopsError } from "@netops/core";
import type { FaultStop } from "@netops/core/contracts";
import { createApp, readJson, requireToken } from "@netops/core/service";
import type { ExperimentDesk } from "./experiment_desk.ts";
import { addExperimentRoutes } from "./experiment_routes.ts";
import { findResidue, type ResidueOptions } from "./find_residue.ts";
import type { Guardian } from "./guardian.ts";

/** What the routes of the guardian work with. */
export interface GuardianAppOptions {
  readonly guardian: Guardian;
  readonly token: string;
  readonly logger: Logger;
  /** Resolves when links of an earlier guardian are out, so that none of a new fault is taken for one. */
  readonly reconciled: Promise<unknown>;
  readonly residue: Omit<ResidueOptions, "known">;
  readonly experiments: ExperimentDesk;
}

/** Makes the routes of the guardian; everything needs the run's token. */
export function createGuardianApp(options: GuardianAppOptions): Hono {
  const { guardian, token, logger, reconciled, residue } = options;
  const app = createApp(logger);
  app.use("/v1/*", async (c, next) => {
    requireToken(c.req.raw.headers, token);
    await next();
  });
  app.get("/v1/chaos/doctor", async (c) => {
    const known = new Set(guardian.openIds);
    return c.json({
      schema: "netops.doctor/v1",
      residue: [...guardian.residue, ...await findResidue({ ...residue, known })],
    });
  });
  app.get("/v1/chaos", (c) => c.json(guardian.status()));
  app.get("/v1/chaos/faults", (c) => c.json({ faults: guardian.list() }));
  app.get("/v1/chaos/faults/:id", (c) => c.json(guardian.get(c.req.param("id"))));
  app.post("/v1/chaos/faults", async (c) => {
    const { FaultRequest } = await contracts();
    const request = await readJson(c.req.raw, FaultRequest);
    await reconciled;
    const document = await guardian.inject(request);
    return c.json(document, request.dryRun ? 200 : 201);
  });
  app.post("/v1/chaos/renew", async (c) => {
    const { FaultOwnerRenewal } = await contracts();
    return c.json(guardian.renew(await readJson(c.req.raw, FaultOwnerRenewal)));
  });
  app.post("/v1/chaos/stop", async (c) => {
    return c.json({ faults: await guardian.stop(await readStop(c)) });
  });
  app.post("/v1/chaos/resume", (c) => {
    guardian.resume();
    return c.json(guardian.status());
  });
  addExperimentRoutes(app, options.experiments);
  return app;
}

/** Schemas come with the first change: a guardian that waits needs none of them. */
function contracts() {
  return import("@netops/core/contracts");
}

async function readStop(c: Context): Promise<FaultStop> {
  const { FaultStop } = await contracts();
  const stop = await readJson(c.req.raw, FaultStop);
  if (stop.all || stop.ids !== undefined || stop.experimentId !== undefined) return stop;
  throw new NetopsError("REQUEST_INVALID", "Cannot stop nothing: name faults, or all");
}
