import assert from "node:assert/strict";
import { PROBE_HEADER } from "@netops/core";
import { FakeClock } from "@netops/core/testing";
import { contextOf, PUBLIC } from "../filter_fixture.ts";
import { MOST_PROBES_PER_SECOND, recogniseProbe } from "./recognise_probe.ts";

function recogniser(clock = new FakeClock()) {
  const filter = recogniseProbe({ clock });
  return (init: Parameters<typeof contextOf>[1] = {}) => {
    const headers = { [PROBE_HEADER]: "c1-7", ...init.headers };
    const context = contextOf("/hello/", { ...init, headers });
    if (filter.applies(context)) filter.run(context);
    return context.isProbe;
  };
}

Deno.test("recogniseProbe() takes GET and HEAD with a number, from outside", () => {
  const isProbe = recogniser();
  assert.deepEqual([isProbe(), isProbe({ method: "HEAD" })], [true, true]);
  const others = [
    { method: "POST" },
    { listener: { ...PUBLIC, kind: "internal", app: "hello" } },
    { headers: { [PROBE_HEADER]: "a b" } },
    { headers: { [PROBE_HEADER]: "x".repeat(129) } },
    { headers: { upgrade: "websocket" } },
  ] as const;
  for (const other of others) assert.equal(isProbe(other), false, JSON.stringify(other));
});

Deno.test("recogniseProbe() takes so many a second, and any more for requests like all others", () => {
  const clock = new FakeClock();
  const isProbe = recogniser(clock);
  const many = Array.from({ length: MOST_PROBES_PER_SECOND + 1 }, () => isProbe());
  assert.deepEqual(many.filter(Boolean).length, MOST_PROBES_PER_SECOND);
  clock.advance(1_000);
  assert.equal(isProbe(), true);
});
