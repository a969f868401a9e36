import type { Processes } from "@netops/core";
import type { Check } from "./check.ts";

const DEFAULT_PORTS = {
  gateway: 7070,
  pages: 7071,
  registry: 7072,
  telemetry: 7073,
  toxiproxy: 7074,
} as const;

/** Whether the default ports can be taken, or are held by the run that is looked at. */
export function portChecks(
  canListen: (hostname: string, port: number) => boolean,
  processes: Pick<Processes, "portOwner">,
  ownPids: readonly number[],
): readonly Check[] {
  return Object.entries(DEFAULT_PORTS).map(([name, port]) => {
    const check = { name: `port ${port}` };
    if (canListen("127.0.0.1", port)) return { ...check, level: "ok", detail: `free (${name})` };
    const owner = processes.portOwner(port);
    if (owner !== undefined && ownPids.includes(owner.pid)) {
      return { ...check, level: "ok", detail: `held by this run (${name})` };
    }
    const who = owner === undefined ? "another process" : `pid ${owner.pid} "${owner.command}"`;
    return { ...check, level: "warn", detail: `held by ${who}`, fix: "netops up --isolated" };
  });
}
