import { NetopsError, type Timer, toNetopsError } from "@netops/core";
import type { RunFile } from "@netops/core/contracts";
import { createJsonLogger, type Host } from "@netops/core/host";
import { buildMonkey, type Monkey } from "./build.ts";
import { MONKEY_KINDS, type MonkeyKind } from "./knobs/knobs.ts";
import { monkeyDir } from "./orders/orders.ts";
import { readOrders } from "./orders/store.ts";

const RENEW_MS = 1_000;

/**
 * Runs a monkey until it is asked to stop; answers the exit code.
 *
 * `words` are its kind and the home of the run. Everything else it reads there: who to ask and the token in
 * `run.json`, what to do in its orders.
 */
export async function runMonkey(host: Host, words: readonly string[]): Promise<number> {
  const logger = createJsonLogger(host.clock);
  const stop = new AbortController();
  host.onStopSignal(["SIGTERM", "SIGINT"], () => stop.abort());
  let lock: Deno.FsFile | undefined;
  try {
    const { kind, home } = readWords(words);
    lock = takeLock(`${monkeyDir(home, kind)}/lock`);
    const run = JSON.parse(Deno.readTextFileSync(`${home}/run.json`)) as RunFile;
    const orders = readOrders(home, kind);
    if (orders === undefined || orders.runId !== run.runId) {
      throw new NetopsError(
        "REFUSED",
        "Cannot go on in another run than the one it was turned on in",
        {
          fix: "netops chaos monkey on",
        },
      );
    }
    const monkey = buildMonkey({ host, logger, home, run, orders });
    await live(monkey, { timer: host.timer, signal: stop.signal });
    await monkey.close();
    return 0;
  } catch (thrown) {
    const { code, message } = toNetopsError(thrown);
    logger.log("error", message, { code });
    return 1;
  } finally {
    lock?.close();
  }
}

function readWords([kind, home]: readonly string[]): { kind: MonkeyKind; home: string } {
  const known = MONKEY_KINDS.find((one) => one === kind);
  if (known !== undefined && home !== undefined) return { kind: known, home };
  throw new NetopsError("USAGE", `Cannot run a monkey without its kind and a home`);
}

/** One of a kind in a home: two would each keep to the caps, and not together. */
function takeLock(path: string): Deno.FsFile {
  const lock = Deno.openSync(path, { create: true, write: true, mode: 0o600 });
  if (lock.tryLockSync(true)) return lock;
  lock.close();
  throw new NetopsError("ALREADY_RUNNING", "Cannot run a second monkey of one kind", {
    fix: "netops chaos monkey off",
  });
}

async function live(
  monkey: Monkey,
  { timer, signal }: { readonly timer: Timer; readonly signal: AbortSignal },
): Promise<void> {
  const stopRenewing = timer.every(RENEW_MS, () => void monkey.renew());
  while (!signal.aborted) {
    await monkey.look();
    await timer.sleep(monkey.everyMs, signal).catch(() => undefined);
  }
  stopRenewing();
}
