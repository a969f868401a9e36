import type { FleetClient } from "@netops/core/clients";
import type { TimelineEvent } from "@netops/core/contracts";
import type { CommandContext } from "../command_context.ts";
import { formatTimeOfDay } from "../print/age.ts";
import { harmless } from "../print/text_width.ts";

/** Says when an instance dies by itself and when another has its place, until the signal aborts. */
export async function tellDeaths(
  fleet: FleetClient,
  { print, signal }: Pick<CommandContext, "print"> & { readonly signal: AbortSignal },
): Promise<void> {
  const wounded = new Map<string, number>();
  try {
    const afterSeq = (await fleet.events({ limit: 1 })).events.at(-1)?.seq ?? 0;
    for await (const event of fleet.eventsStream({ afterSeq, kind: "process" }, signal)) {
      const line = deathLine(event, wounded);
      if (line !== undefined) print.say(`${formatTimeOfDay(event.tsMs)} ${line}`);
    }
  } catch {
    // Fleet is gone: whoever stays with it says so.
  }
}

/** What an event means to people, if anything; `wounded` counts what each application has lost. */
export function deathLine(
  { kind, subject, data }: TimelineEvent,
  wounded: Map<string, number>,
): string | undefined {
  const app = String(data.app);
  const missing = wounded.get(app) ?? 0;
  if (kind === "process.gone" && data.failed === true) {
    wounded.set(app, missing + 1);
    return harmless(`${subject} died: ${data.reason ?? "no reason known"}; it is being replaced`);
  }
  if (kind !== "process.up" || missing === 0) return undefined;
  wounded.set(app, missing - 1);
  return harmless(`${subject} is up in its place`);
}
