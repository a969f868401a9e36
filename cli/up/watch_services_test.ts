import assert from "node:assert/strict";
import type { AppManifest } from "@netops/core/contracts";
import { FakeTimer } from "@netops/core/testing";
import { type FileWatcher, type WatchParts, watchServices } from "./watch_services.ts";

const MANIFESTS = ["a", "b"].map((app) => ({
  app,
  dir: `/x/${app}`,
  exclude: [],
})) as unknown as readonly AppManifest[];

/** Watches with `watch`; answers what was said and how to end it. */
function start(watch: (dir: string) => FileWatcher) {
  const timer = new FakeTimer();
  const stop = new AbortController();
  const said: string[] = [];
  const context = {
    host: { clock: timer.clock, timer },
    print: { say: (text: string) => said.push(text) },
  } as unknown as WatchParts["context"];
  const fleet = {} as WatchParts["fleet"];
  const ended = watchServices(MANIFESTS, { fleet, context, signal: stop.signal, watch });
  return { ended, stop, said };
}

/** A watcher that tells nothing until it is closed. */
function silentWatcher(onClose: () => void): FileWatcher {
  const closed = Promise.withResolvers<void>();
  return {
    close() {
      onClose();
      closed.resolve();
    },
    async *[Symbol.asyncIterator]() {
      await closed.promise;
      yield { kind: "access", paths: [] };
    },
  };
}

Deno.test("watching ends, every watcher closed, when its signal aborts", async () => {
  let closed = 0;
  const { ended, stop, said } = start(() => silentWatcher(() => closed++));
  stop.abort();
  await ended;
  assert.deepEqual([closed, said], [2, []]);
});

Deno.test("a folder that cannot be watched is said, and the others are watched on", async () => {
  let closed = 0;
  const { ended, stop, said } = start((dir) => {
    if (dir === "/x/a") throw new Error("inotify limit reached");
    return silentWatcher(() => closed++);
  });
  await Promise.resolve();
  stop.abort();
  await ended;
  assert.equal(closed, 1);
  assert.equal(said.length, 1);
  assert.match(said[0]!, /^a: cannot watch \/x\/a: inotify limit reached; its edits are not/);
});
