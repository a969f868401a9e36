import assert from "node:assert/strict";
import { FakeClock } from "@netops/core/testing";
import type { StopSignal } from "@netops/core/host";
import { StopControl } from "./stop_control.ts";

function open() {
  const clock = new FakeClock();
  let send: (name: StopSignal) => void = () => assert.fail("nobody listens");
  let listens = true;
  const onStopSignal = (_names: readonly StopSignal[], run: (name: StopSignal) => void) => {
    send = run;
    return () => listens = false;
  };
  const stop = new StopControl({ clock, onStopSignal } as never);
  return { clock, stop, send: (name: StopSignal) => send(name), listens: () => listens };
}

Deno.test("the first signal asks to stop, and decides the exit code", () => {
  for (const [name, code] of [["SIGINT", 130], ["SIGTERM", 143], ["SIGHUP", 129]] as const) {
    const { stop, send } = open();
    assert.equal(stop.exitCode, undefined);
    send(name);
    assert.deepEqual([stop.signal.aborted, stop.force.aborted, stop.exitCode], [true, false, code]);
  }
});

Deno.test("a second signal forces, but not within 500 ms of the first", () => {
  const { clock, stop, send } = open();
  send("SIGINT");
  clock.advance(499);
  send("SIGINT");
  assert.equal(stop.force.aborted, false);
  clock.advance(1);
  send("SIGTERM");
  assert.deepEqual([stop.force.aborted, stop.exitCode], [true, 130]);
});

Deno.test("close() stops listening", () => {
  const { stop, listens } = open();
  stop.close();
  assert.equal(listens(), false);
});

Deno.test("a code that is settled stands beside that of a signal, for who must not lose it", () => {
  const { stop, send } = open();
  assert.equal(stop.settled, undefined);
  send("SIGINT");
  assert.equal(stop.settle(8), 8);
  assert.deepEqual([stop.settled, stop.exitCode], [8, 130]);
});
