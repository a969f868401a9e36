import assert from "node:assert/strict";
import type { HttpListener, HttpServer } from "@netops/core";
import { NetopsError } from "@netops/core";
import { RecordingLogger } from "@netops/core/testing";
import { InternalListeners } from "./internal_listeners.ts";

function world(taken: ReadonlySet<number> = new Set(), opening: Promise<void> = Promise.resolve()) {
  const open: number[] = [];
  const deadlines: number[] = [];
  const httpServer: HttpServer = {
    listen: async ({ hostname, port }) => {
      await opening;
      if (taken.has(port)) throw new NetopsError("PORT_TAKEN", "Cannot listen");
      open.push(port);
      const listener: HttpListener = {
        ...{ hostname, port },
        close: (deadlineMs) => {
          deadlines.push(deadlineMs);
          open.splice(open.indexOf(port), 1);
          return Promise.resolve();
        },
      };
      return listener;
    },
  };
  const listeners = new InternalListeners({
    ...{ hostname: "127.0.0.1", shared: false, httpServer, logger: new RecordingLogger() },
    handlerFor: () => () => new Response(),
  });
  return { open, deadlines, listeners };
}

Deno.test("apply() opens what is new, closes what is gone and leaves the rest alone", async () => {
  const { open, listeners } = world();
  await listeners.apply([{ app: "a", port: 1 }, { app: "b", port: 2 }]);
  assert.deepEqual(open, [1, 2]);
  await listeners.apply([{ app: "b", port: 2 }, { app: "c", port: 3 }]);
  assert.deepEqual(open, [2, 3]);
  assert.deepEqual(listeners.ports, [2, 3]);
});

Deno.test("apply() gives a port to another app by closing it first", async () => {
  const { open, listeners } = world();
  await listeners.apply([{ app: "a", port: 1 }]);
  await listeners.apply([{ app: "b", port: 1 }]);
  assert.deepEqual(open, [1]);
});

Deno.test("apply() goes on when one port is taken and tries it again next time", async () => {
  const taken = new Set([1]);
  const { open, listeners } = world(taken);
  const wanted = [{ app: "a", port: 1 }, { app: "b", port: 2 }];
  await listeners.apply(wanted);
  assert.deepEqual(open, [2]);
  taken.clear();
  await listeners.apply(wanted);
  assert.deepEqual(open, [2, 1]);
});

Deno.test("close() closes all with the deadline, and nothing opens after it", async () => {
  const { open, deadlines, listeners } = world();
  await listeners.apply([{ app: "a", port: 1 }, { app: "b", port: 2 }]);
  await listeners.close(1_234);
  assert.deepEqual([open, deadlines], [[], [1_234, 1_234]]);
  await listeners.apply([{ app: "c", port: 3 }]);
  assert.deepEqual(open, []);
});

Deno.test("close() also ends what was being opened", async () => {
  const gate = Promise.withResolvers<void>();
  const { open, listeners } = world(new Set(), gate.promise);
  const applied = listeners.apply([{ app: "a", port: 1 }]);
  await Promise.resolve();
  await listeners.close(1_000);
  gate.resolve();
  await applied;
  assert.deepEqual([open, listeners.ports], [[], []]);
});
