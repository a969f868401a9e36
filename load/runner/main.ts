import { type SignalName, toNetopsError } from "@netops/core";
import type { RunFile } from "@netops/core/contracts";
import { createHost, type Host } from "@netops/core/host";
import type { LoadOrder } from "../run/load_order.ts";
import type { LoadMessage } from "./load_messages.ts";
import { runLoad } from "./run_load.ts";

/** Runs the load of an order as a job of fleet; says in JSON lines how it goes. */
async function main(host: Host, orderPath: string): Promise<number> {
  const env = host.readEnvironment();
  const say = (message: LoadMessage) => host.writeOut(`${JSON.stringify(message)}\n`);
  const beganAtMs = host.clock.monotonicMs();
  const stopping = new AbortController();
  host.onStopSignal(["SIGTERM", "SIGINT", "SIGHUP"], (name) => {
    const elapsedS = (host.clock.monotonicMs() - beganAtMs) / 1_000;
    stopping.abort(stopWords(name, elapsedS));
  });
  try {
    const run = JSON.parse(Deno.readTextFileSync(`${env["NETOPS_HOME"]}/run.json`)) as RunFile;
    const order = JSON.parse(Deno.readTextFileSync(orderPath)) as LoadOrder;
    const { verdict, reason, exitCode } = await runLoad(order, {
      ...{ host, run, env, signal: stopping.signal },
      onProgress: (progress) => say({ type: "progress", progress }),
    });
    say({ type: "end", verdict, reason, exitCode });
    return exitCode;
  } catch (thrown) {
    const { code, message, fix, details, exitCode } = toNetopsError(thrown);
    say({ type: "error", code, message, details, ...(fix === undefined ? {} : { fix }) });
    return exitCode;
  }
}

function stopWords(name: SignalName, elapsedS: number): string {
  return `it was stopped early, by ${name} after ${elapsedS.toFixed(1)} s`;
}

if (import.meta.main) {
  const host = createHost();
  host.exit(await main(host, Deno.args[0] ?? ""));
}
