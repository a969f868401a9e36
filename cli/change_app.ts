import type { AppChange } from "@netops/core/clients";
import type { CommandContext } from "./command_context.ts";

/** What a command is about to do to an application. */
export interface PlannedChange {
  readonly app: string;
  /** What would be done, as a phrase: "stop hello". */
  readonly words: string;
  readonly dryRun: boolean;
  /** What a dry run checks, so that it does not promise what fleet would refuse. */
  readonly check?: () => Promise<void>;
  readonly apply: () => Promise<AppChange>;
}

/** Does a change, or only says it, and prints what fleet answered. */
export async function changeApp(change: PlannedChange, context: CommandContext): Promise<number> {
  const { globals, print } = context;
  if (change.dryRun) {
    await change.check?.();
    const document = { schema: "netops.change/v1", app: change.app, dryRun: true };
    if (globals.json) print.document({ ...document, would: change.words });
    else print.line(`would ${change.words}`);
    return 0;
  }
  const answer = await untilStopped(change.apply(), context.stop.signal);
  if (globals.json) print.document({ schema: "netops.change/v1", ...answer, dryRun: false });
  else {
    const reason = answer.reason === undefined ? "" : ` (${answer.reason})`;
    print.line(`${answer.app}: ${answer.desired} desired${reason}`);
    print.say(`watch it: netops ps --watch, or wait for it: netops wait ${answer.app}`);
  }
  return 0;
}

/** Fleet does what it was asked to in any case; a signal only ends the waiting for it. */
function untilStopped<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const onStop = () => reject(signal.reason);
    if (signal.aborted) onStop();
    signal.addEventListener("abort", onStop, { once: true });
    work.then(resolve, reject).finally(() => signal.removeEventListener("abort", onStop));
  });
}
