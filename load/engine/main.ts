import { toNetopsError } from "@netops/core";
import { createHost, type Host } from "@netops/core/host";
import type { LoadOrder, PoolAccount } from "../run/load_order.ts";
import { LineWriter } from "./line_writer.ts";
import { playOrder } from "./play_order.ts";

/** As shells say it of SIGINT: a load that was ended early must not look as if it was whole. */
const STOPPED = 130;

/** Plays the sessions of an order and says in JSON lines what came of them; ends with its runner. */
async function main(
  host: Host,
  [orderPath = "", accountsPath = ""]: readonly string[],
): Promise<number> {
  const { clock, timer, os, createHttpClient } = host;
  const stopping = new AbortController();
  host.onStopSignal(["SIGINT", "SIGTERM", "SIGHUP"], () => stopping.abort());
  void waitForEnd(host).then(() => stopping.abort());
  const lines = new LineWriter(host.writeOut, timer);
  try {
    const order = JSON.parse(Deno.readTextFileSync(orderPath)) as LoadOrder;
    const accounts = JSON.parse(Deno.readTextFileSync(accountsPath)) as PoolAccount[];
    const isWhole = await playOrder(order, {
      ...{ accounts, clock, timer, os, createHttpClient, signal: stopping.signal },
      emit: (line) => lines.add(line),
    });
    return isWhole ? 0 : STOPPED;
  } catch (thrown) {
    const { code, message } = toNetopsError(thrown);
    host.writeOut(`${code}: ${message}\n`);
    return 1;
  } finally {
    lines.flush();
  }
}

/** The pipe of the runner closes when it is gone. */
async function waitForEnd(host: Host): Promise<void> {
  for await (const _ of host.stdinLines()) { /* nothing is said on it */ }
}

if (import.meta.main) {
  const host = createHost();
  host.exit(await main(host, Deno.args));
}
