import type { Hono } from "hono";
import { readBody } from "./read_body.ts";
import type { Fleet } from "./fleet.ts";

/** Adds the faults that fleet itself carries out: on processes, and links in front of instances. */
export function addFaults(app: Hono, fleet: Fleet): void {
  const { faults } = fleet;
  app.get("/v1/faults", async (c) => c.json({ faults: await faults.list(c.req.query("id")) }));
  app.put("/v1/faults/:id/:instance", async (c) => {
    const { HeldFault } = await import("@netops/core/contracts");
    await faults.put(c.req.param("instance"), await readBody(c, HeldFault));
    return c.json({ held: true });
  });
  app.delete("/v1/faults/:id/:instance", async (c) => {
    const { id, instance } = c.req.param();
    await faults.remove(id, instance);
    return c.json({ held: false });
  });
  app.post("/v1/faults/renew", async (c) => {
    const { FaultRenewal } = await import("@netops/core/contracts");
    const { ids, leaseMs } = await readBody(c, FaultRenewal);
    return c.json({ missing: faults.renew(ids, leaseMs) });
  });
  app.put("/v1/links", async (c) => {
    const { LinkChange } = await import("@netops/core/contracts");
    return c.json(await fleet.changeLinks(await readBody(c, LinkChange)));
  });
}
