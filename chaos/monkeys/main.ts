/**
 * Runs one monkey: `main.ts chaos|latency|doctor HOME`. fleet starts it as a job.
 *
 * @module
 */
import { createHost } from "@netops/core/host";
import { runMonkey } from "./run_monkey.ts";

if (import.meta.main) {
  const host = createHost();
  host.exit(await runMonkey(host, Deno.args));
}
