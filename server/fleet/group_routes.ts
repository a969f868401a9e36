import type { Context, Hono } from "hono";
import { NetopsError } from "@netops/core";
import type { Delivery } from "./delivery.ts";
import { readBody } from "./read_body.ts";

/** Adds what a conductor delivers releases with: artifacts, server groups, leases and what gateways say. */
export function addGroups(app: Hono, delivery: Delivery): void {
  addChanges(app, delivery);
  addLeases(app, delivery);
  const { groups } = delivery;
  app.get("/v1/groups", (c) => c.json({ groups: groups.list(c.req.query("app")) }));
  app.get("/v1/groups/:name", (c) => c.json(groups.get(c.req.param("name"))));
  app.get(
    "/v1/groups/:name/load",
    async (c) => c.json(await delivery.load(c.req.param("name"))),
  );
  app.get("/v1/ledger", async (c) => c.json(await delivery.ledger(appOf(c))));
}

function addChanges(app: Hono, { groups, bakes, fence }: Delivery): void {
  app.post("/v1/artifacts", async (c) => {
    const { BakeRequest } = await import("@netops/core/contracts");
    const request = await readBody(c, BakeRequest);
    fence.admit(c.req.raw.headers);
    const artifact = await bakes.bake(request);
    return c.json(artifact, artifact.isNew ? 201 : 200);
  });
  app.put("/v1/groups", async (c) => {
    const { GroupRequest } = await import("@netops/core/contracts");
    const request = await readBody(c, GroupRequest);
    fence.admit(c.req.raw.headers);
    const { view, isNew } = groups.spawn(request);
    return c.json(view, isNew ? 201 : 200);
  });
  app.post("/v1/groups/:name/size", async (c) => {
    const { GroupResize } = await import("@netops/core/contracts");
    const { replicas } = await readBody(c, GroupResize);
    fence.admit(c.req.raw.headers);
    return c.json(groups.resize(c.req.param("name"), replicas));
  });
  app.delete("/v1/groups/:name", (c) => {
    fence.admit(c.req.raw.headers);
    return c.json(groups.stop(c.req.param("name")), 202);
  });
}

function addLeases(app: Hono, delivery: Delivery): void {
  const { fence, leases } = delivery;
  app.put("/v1/apps/:app/lease", async (c) => {
    const { AppLease } = await import("@netops/core/contracts");
    const lease = await readBody(c, AppLease);
    fence.admit(c.req.raw.headers);
    return c.json(delivery.lease(c.req.param("app"), lease));
  });
  app.delete("/v1/apps/:app/lease", (c) => {
    fence.admit(c.req.raw.headers);
    const holder = c.req.query("holder");
    if (holder === undefined) {
      throw new NetopsError("REQUEST_INVALID", "Cannot take a lease back without its holder", {
        fix: "DELETE /v1/apps/APP/lease?holder=HOLDER",
      });
    }
    return c.json({ released: leases.release(c.req.param("app"), holder) });
  });
}

function appOf(c: Context): string {
  const app = c.req.query("app");
  if (app !== undefined) return app;
  throw new NetopsError("REQUEST_INVALID", "Cannot read a ledger without its app: ?app=APP");
}
