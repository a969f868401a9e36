import assert from "node:assert/strict";
import { createHost } from "@netops/core/host";
import type { CommandContext } from "../command_context.ts";
import { type ForegroundRun, leaveInBackground } from "./stay.ts";

/** Leaves a run of one real process in the background; `isSignalled`: a signal comes meanwhile. */
async function leave(isSignalled: boolean) {
  const host = createHost();
  const home = await Deno.makeTempDir();
  const child = new Deno.Command("sleep", { args: ["60"] }).spawn();
  const ended = child.status.then(() => "ended");
  const kill = () => child.kill("SIGKILL");
  const stop = new AbortController();
  const live = {
    home,
    daemon: {
      pid: child.pid,
      startMark: host.processes.startMark(child.pid) ?? "",
      release: () => Promise.resolve(isSignalled ? stop.abort() : undefined),
    },
    fleet: {
      instances: () => Promise.resolve({ instances: [] }),
      shutdown: () => Promise.resolve(kill()),
    },
  } as unknown as ForegroundRun;
  const context = {
    host,
    print: { say: () => {} },
    stop: { signal: stop.signal, force: new AbortController().signal, exitCode: 130 },
  } as unknown as CommandContext;
  try {
    const code = await leaveInBackground(live, context);
    const runs = host.processes.startMark(child.pid) !== undefined;
    return { code, runs };
  } finally {
    if (host.processes.startMark(child.pid) !== undefined) kill();
    await ended;
    await Deno.remove(home, { recursive: true });
  }
}

Deno.test("leaveInBackground() exits 0 with a platform that runs on", async () => {
  assert.deepEqual(await leave(false), { code: 0, runs: true });
});

Deno.test("leaveInBackground() stops the platform when a signal came meanwhile", async () => {
  assert.deepEqual(await leave(true), { code: 130, runs: false });
});
