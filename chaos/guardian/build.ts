import type { CancelTimer, Timer } from "@netops/core";
import { createFleetClient } from "@netops/core/clients";
import type { ServiceContext, ServiceParts } from "@netops/core/service";
import { createGuardianApp } from "./app.ts";
import { Guardian } from "./guardian.ts";
import { limitsOf, readGuardianConfig } from "./guardian_config.ts";
import { openExperimentDesk } from "./open_experiment_desk.ts";
import { FleetSide } from "./sides/fleet_side.ts";
import { JobSide } from "./sides/job_side.ts";
import { LinkDesk } from "./sides/link_desk.ts";
import { LinkSide } from "./sides/link_side.ts";
import { ServiceSide } from "./sides/service_side.ts";
import { joinSides } from "./sides/sides.ts";
import { SideWire } from "./sides/side_wire.ts";
import { ToxicSide } from "./sides/toxic_side.ts";
import { JOURNAL_FILE } from "./journal.ts";
import { JournalStore } from "./store.ts";
import { readFacts, readInstances } from "./world.ts";

/** How often leases are renewed and what is over is ended. */
const TEND_MS = 250;

/** How often it is looked at what faults do. */
const INSPECT_MS = 500;

/** Puts the guardian together, and ends what an earlier one left. */
export function buildGuardian(context: ServiceContext): Promise<ServiceParts> {
  const { boot, host, logger, events, signal } = context;
  const { clock, timer, createRng, randomHex } = host;
  const config = readGuardianConfig(boot.config);
  Deno.mkdirSync(boot.dataDir, { recursive: true });
  const { store, content } = JournalStore.open(`${boot.dataDir}/${JOURNAL_FILE}`, clock.nowMs());
  const wire = new SideWire({ http: host.createHttpClient(), timer, token: boot.token });
  const { fleetUrl, telemetryUrl } = boot;
  const desk = new LinkDesk({ wire, fleetUrl, toxiproxyUrl: config.toxiproxyUrl });
  const sides = openSides(context, { wire, desk });
  const guardian = new Guardian({
    ...{ runId: boot.runId, os: host.os, clock, timer, createRng, randomHex, store, content },
    ...{ sides, events, logger },
    limitsOf: (app, zone) => limitsOf(config, app, zone),
    readFacts: () =>
      readFacts({
        wire,
        fleetUrl,
        telemetryUrl,
        freeDiskBytes: () => host.freeBytes(boot.dataDir),
      }),
    readInstances: () => readInstances({ wire, fleetUrl }),
  });
  const reconciled = guardian.reconcile().catch((thrown) =>
    logger.log("error", `Cannot end all that an earlier guardian left: ${thrown.message}`)
  );
  const stopTending = tendAlways(guardian, timer);
  const app = createGuardianApp({
    ...{ guardian, token: boot.token, logger, reconciled },
    experiments: openExperimentDesk(context, guardian),
    residue: { wire, fleetUrl, links: () => desk.residue() },
  });
  signal.addEventListener("abort", () => stopTending(), { once: true });
  return Promise.resolve({
    handler: (request) => app.fetch(request),
    stop: async () => {
      await guardian.stop({ all: false, ids: guardian.openIds, reason: "the platform stops" });
      store.close();
    },
  });
}

/** Renews and ends without waiting for who hangs; looks at what is done only when the last look is over. */
function tendAlways(guardian: Guardian, timer: Timer): CancelTimer {
  let isLooking = false;
  const inspect = async () => {
    if (isLooking) return;
    isLooking = true;
    await guardian.inspect().finally(() => isLooking = false);
  };
  const stops = [
    timer.every(TEND_MS, () => void guardian.tend()),
    timer.every(INSPECT_MS, () => void inspect()),
  ];
  return () => stops.forEach((stop) => stop());
}

function openSides(
  { boot, host, logger, signal }: ServiceContext,
  { wire, desk }: { readonly wire: SideWire; readonly desk: LinkDesk },
) {
  const { fleetUrl, token } = boot;
  const fleet = createFleetClient({ fleetUrl, token, http: host.createHttpClient() });
  const follow = async (jobId: string) => {
    try {
      for await (const _line of fleet.followJob(jobId, signal)) continue;
    } catch (thrown) {
      logger.log("warn", `Cannot follow ${jobId} any more: ${String(thrown)}`);
    }
  };
  return joinSides({
    fleet: new FleetSide(wire, fleetUrl),
    service: new ServiceSide(wire),
    job: new JobSide({ wire, fleetUrl, follow: (id) => void follow(id) }),
    link: new LinkSide(desk),
    toxic: new ToxicSide(desk),
  }, () => desk.sweep());
}
