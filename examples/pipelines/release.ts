/**
 * The pipeline of release.yaml as code: outputs and parameters are references with a type, so that a misspelt one
 * is an error in the editor, and a stage can be renamed without a search.
 *
 *   netops deploy lint examples/pipelines/release.ts
 *   netops deploy run examples/pipelines/release.ts
 */
import { definePipeline } from "@netops/pipelines";

const SHOP = "../bring-your-own/shop";

export const pipeline = definePipeline({
  name: "release",
  app: "shop",
  description:
    "Checks the shop, ships it to a part of the requests, asks, and looks that nobody was hurt",
  concurrency: "queue",
}, (p) => {
  const mostDropped = p.parameter("mostDropped", {
    type: "number",
    default: 0,
    description: "Requests that may be dropped on the way",
  });
  const bake = p.bake("bake", { from: SHOP });
  p.run("test", { command: ["node", "--check", "server.mjs"], dir: SHOP, deadline: "1m" });
  const ship = p.deploy("ship", {
    artifact: bake.outputs.artifact,
    strategy: "canary",
    steps: [10, 50],
    bake: "30s",
    watch: "10s",
    judging: { warmup: "2s", checks: [{ path: "/health" }] },
  });
  p.approve("ask", {
    message: "The new shop has all requests. Does it look right?",
    expires: "30m",
    otherwise: "approve",
  });
  p.assert("sure", {
    that: [{ left: ship.outputs.dropped, is: "<=", right: mostDropped }],
    questions: [{ url: "/shop/", status: 200 }],
  });
});
