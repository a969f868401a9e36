import { toNetopsError } from "@netops/core";
import type { RunFile } from "@netops/core/contracts";
import { createHost, type Host } from "@netops/core/host";
import { InterruptSignal } from "../experiment/mod.ts";
import type { RunPulse } from "./run_fate.ts";
import { openPlatformParts } from "./platform_parts.ts";
import { type RunOrder, runOrder } from "./run_order.ts";
import { RunStore } from "./run_store.ts";

/** Leases of an experiment last 5 s: a few renewals may be lost. It is kept as often that this process lives. */
const RENEW_MS = 1_000;

/** Runs the experiment of an order as a job of fleet; says in JSON lines what happens. */
async function main(host: Host, orderPath: string): Promise<number> {
  const env = host.readEnvironment();
  const home = env["NETOPS_HOME"] ?? "";
  const run = JSON.parse(Deno.readTextFileSync(`${home}/run.json`)) as RunFile;
  const order = JSON.parse(Deno.readTextFileSync(orderPath)) as RunOrder;
  const store = new RunStore(home);
  const platform = openPlatformParts(run, host);
  const stopping = new AbortController();
  host.onStopSignal(["SIGTERM", "SIGINT", "SIGHUP"], (name) => {
    stopping.abort(new InterruptSignal(name));
  });
  const beat = () => store.beat(order.id, pulseOf(host));
  beat();
  const stopRenewing = host.timer.every(RENEW_MS, () => {
    beat();
    void platform.guardian.renew(order.id);
  });
  try {
    const finished = await runOrder(order, {
      ...{ host, actions: platform.actions, probes: platform.probes, cohorts: platform.cohorts },
      signal: stopping.signal,
      env: { ...env, ...platform.env },
      onProgress: (event) => {
        store.note(order.id, event);
        host.writeOut(`${JSON.stringify({ type: "progress", event })}\n`);
      },
    });
    store.finish(finished);
    host.writeOut(`${JSON.stringify({ type: "end" })}\n`);
    return 0;
  } catch (thrown) {
    const { code, message, fix, details } = toNetopsError(thrown);
    const atMs = host.clock.nowMs();
    store.note(order.id, { kind: "ended", atMs, status: "failed", data: { code, message, fix } });
    host.writeOut(`${JSON.stringify({ type: "error", code, message, fix, details })}\n`);
    return 1;
  } finally {
    stopRenewing();
  }
}

function pulseOf({ clock, processes }: Host): RunPulse {
  const pid = processes.ownPid;
  return { pid, startMark: processes.startMark(pid) ?? "", atMs: clock.nowMs() };
}

if (import.meta.main) {
  const host = createHost();
  host.exit(await main(host, Deno.args[0] ?? ""));
}
