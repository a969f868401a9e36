import type { PlannedRequest } from "@netops/chaos/experiment";
import { NetopsError } from "@netops/core";
import type { FaultDocument } from "@netops/core/contracts";
import assert from "node:assert/strict";
import { hitLines } from "../views/hit_lines.ts";
import { askWhoIsHit } from "./ask_who_is_hit.ts";
import type { FaultDraft } from "./chaos_api.ts";

const target = { instance: "shop-1", app: "shop", serverGroup: "shop-v000", zone: "eu-a" };
const hit: FaultDocument = {
  ...{ schema: "netops.fault/v1", id: "f-1", kind: "latency", targets: [target], seed: "s" },
  ...{ planHash: "h", expiresAtMs: 5, dryRun: true },
  spared: [{ ...target, instance: "shop-2", reason: "1 of 2 were asked for" }],
};

function request(name: string, aim: string): PlannedRequest {
  const request = { fault: "latency", target: aim, durationMs: 5, parameters: {}, seed: "s" };
  return { phase: "method", name, request };
}

Deno.test("each fault is asked about without doing it, and a refusal or what nobody knows is said", async () => {
  const asked: FaultDraft[] = [];
  const api = {
    inject: (draft: FaultDraft) => {
      asked.push(draft);
      if (draft.target === "shop") return Promise.resolve(hit);
      return Promise.reject(new NetopsError("REFUSED", "Cannot inject", { fix: "another" }));
    },
  };
  const answers = await askWhoIsHit([
    ...[request("a", "shop"), request("b", "nosuch")],
    { phase: "method", name: "c", unknown: "${outputs.x}" },
  ], api);
  assert.deepEqual(asked.map(({ kind, dryRun, seed }) => [kind, dryRun, seed]), [
    ["latency", true, "s"],
    ["latency", true, "s"],
  ]);
  assert.deepEqual(hitLines(answers, { paint: (_style, text) => text }), [
    "as things are now",
    "  a",
    "    hits shop-1 in eu-a",
    "    spares shop-2 in eu-a: 1 of 2 were asked for",
    "  b: refused: Cannot inject",
    "    fix: another",
    "  c: only the run knows ${outputs.x}, so nobody was asked",
  ]);
  const silent = { inject: () => Promise.reject(new NetopsError("UNREACHABLE", "silence")) };
  await assert.rejects(askWhoIsHit([request("a", "shop")], silent), /silence/);
});
