import assert from "node:assert/strict";
import type { FleetClient } from "@netops/core/clients";
import { sayNotes } from "./say_notes.ts";

function event(tsMs: number, kind: string, data: Record<string, unknown>) {
  return { tsMs, seq: tsMs, kind, subject: "shop", actor: "fleet", data };
}

Deno.test("sayNotes() says what this run left out and warned of, not what runs before did", async () => {
  const asked: unknown[] = [];
  const fleet: Pick<FleetClient, "events"> = {
    events: (query) => {
      asked.push(query?.kind);
      const events = [
        event(1, "app.skipped", { reason: "bun is not on this machine" }),
        event(10, "app.skipped", { reason: "go is not on this machine" }),
        event(11, "artifact.warning", { text: "shop: its artifact has 300 MB" }),
      ];
      return Promise.resolve({ schema: "netops.events/v1", events });
    },
  };
  const said: string[] = [];
  await sayNotes({ fleet, print: { say: (text) => said.push(text) }, sinceMs: 10 });
  assert.deepEqual(asked, ["app.skipped,artifact.warning"]);
  assert.deepEqual(said, [
    "shop is left out as go is not on this machine (it is optional)",
    "note: shop: its artifact has 300 MB",
  ]);
});

Deno.test("sayNotes() is silent when fleet does not answer", async () => {
  const fleet = { events: () => Promise.reject(new Error("gone")) };
  await sayNotes({ fleet, print: { say: () => assert.fail() }, sinceMs: 0 });
});
