import type { RunFile } from "@netops/core/contracts";
import type { Host } from "@netops/core/host";
import { SideWire } from "../guardian/sides/side_wire.ts";
import { GuardianActions } from "./guardian_actions.ts";
import { GuardianClient } from "./guardian_client.ts";
import { PlatformCohorts } from "./platform_cohorts.ts";
import { PlatformProbes } from "./platform_probes.ts";

/** The guardian injects a whole zone, and waits for undos for 2 s, before it answers. */
const ANSWER_MS = 8_000;

/** What an experiment has of a platform that runs. */
export interface PlatformParts {
  readonly actions: GuardianActions;
  readonly probes: PlatformProbes;
  readonly cohorts: PlatformCohorts;
  readonly guardian: GuardianClient;
  /** What experiments find in their environment. */
  readonly env: Readonly<Record<string, string>>;
}

/** Opens what experiments have of the platform of a run file. */
export function openPlatformParts(
  run: Pick<RunFile, "fleetUrl" | "token" | "urls">,
  host: Host,
): PlatformParts {
  const { clock, timer } = host;
  const { fleetUrl, token, urls } = run;
  const http = host.createHttpClient({ maxIdlePerHost: 4 });
  const wire = new SideWire({ http, timer, token, answerMs: ANSWER_MS });
  const guardian = new GuardianClient({ wire, fleetUrl, clock, timer });
  const telemetryUrl = urls.metrics ?? "";
  return {
    guardian,
    actions: new GuardianActions({ guardian, clock, timer }),
    cohorts: new PlatformCohorts({ wire, fleetUrl }),
    probes: new PlatformProbes({ wire, clock, fleetUrl, telemetryUrl }),
    env: { NETOPS_GATEWAY_URL: urls.gateway },
  };
}
