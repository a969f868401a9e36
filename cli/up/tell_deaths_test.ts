import assert from "node:assert/strict";
import type { TimelineEvent } from "@netops/core/contracts";
import { deathLine } from "./tell_deaths.ts";

function event(kind: string, subject: string, data: Record<string, unknown> = {}): TimelineEvent {
  return { tsMs: 0, seq: 1, kind, subject, actor: "fleet", data: { app: "hello", ...data } };
}

Deno.test("deathLine() tells deaths and their replacements, not what was asked for", () => {
  const wounded = new Map<string, number>();
  const tell = (...parts: Parameters<typeof event>) => deathLine(event(...parts), wounded);
  assert.equal(tell("process.up", "hello-1"), undefined);
  assert.equal(tell("process.gone", "hello-1", { reason: "scaled down" }), undefined);
  assert.equal(
    tell("process.gone", "hello-2", { reason: "ended by SIGKILL", failed: true }),
    "hello-2 died: ended by SIGKILL; it is being replaced",
  );
  assert.equal(tell("process.spawned", "hello-3"), undefined);
  assert.equal(tell("process.up", "hello-3"), "hello-3 is up in its place");
  assert.equal(tell("process.up", "hello-4"), undefined);
});
