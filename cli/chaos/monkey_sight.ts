import { MonkeyWire, PlatformEyes, type PlatformSight } from "@netops/chaos/monkeys";
import { type CommandContext, httpOf, type LiveRun } from "../command_context.ts";

/** What a monkey would see of the platform now. @throws {NetopsError} when nobody says. */
export function readSight(live: LiveRun, context: CommandContext): Promise<PlatformSight> {
  const { fleetUrl, token, urls } = live.run;
  const { timer } = context.host;
  const wire = new MonkeyWire({ http: httpOf(context), timer, token });
  return new PlatformEyes(wire, { fleetUrl, urls }).look();
}
