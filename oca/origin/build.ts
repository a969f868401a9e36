import { join } from "node:path";
import type { EventProducer } from "@netops/core";
import {
  openEventLog,
  openPlatformCalls,
  type ServiceContext,
  type ServiceParts,
  waitAtMost,
} from "@netops/core/service";
import { Announcer } from "./announcer.ts";
import { createOriginApp } from "./app.ts";
import { Encoder, readTitle } from "./encoder.ts";
import { Ffmpeg } from "./ffmpeg.ts";
import { JobQueue } from "./job_queue.ts";
import { JobStore } from "./job_store.ts";
import { TitleStore } from "./store.ts";
import { Uploads } from "./uploads.ts";

const BUILT_IN = new URL("titles/", import.meta.url).pathname;

/** What is still to be told may take so long in a stop; it is told after the next start. */
const LAST_WORK_MS = 700;

/** Builds origin over its data folder; jobs that an earlier process began go on. */
export async function buildOrigin(context: ServiceContext): Promise<ServiceParts> {
  const { boot, host, metrics, logger } = context;
  const calls = openPlatformCalls(context);
  const producer = openEventLog(context, calls).producer();
  const { titles, announcer, queue, jobs, ffmpeg } = createRooms(context, producer);
  await titles.load();
  await announcer.start();
  await queue.start();
  const uploads = new Uploads({
    ...{ titles, jobs, queue, ffmpeg, clock: host.clock, timer: host.timer },
    freeBytes: () => freeBytes(boot.dataDir),
    createId: () => host.randomHex(8),
  });
  const served = metrics.counter("origin_served_bytes_total", "Bytes of files given to OCAs");
  const app = createOriginApp({
    ...{ token: boot.token, logger, titles, queue, uploads },
    onBytes: (sizeBytes) => served.add(sizeBytes),
    onRemoved: ({ titleId, version }) =>
      announcer.announce({ type: "removed", titleId, version, tsMs: host.clock.nowMs() }),
  });
  return {
    handler: app.fetch,
    stop: async () => {
      await queue.stop();
      await announcer.stop();
      await waitAtMost(context.host.timer, LAST_WORK_MS, producer.close());
      calls.close();
    },
  };
}

function createRooms(context: ServiceContext, producer: EventProducer) {
  const { boot, host, metrics, logger, events, signal } = context;
  const { clock, timer, spawner, findProgram } = host;
  const { dataDir } = boot;
  const ownDir = join(dataDir, "titles");
  const titles = new TitleStore({ builtInDir: BUILT_IN, ownDir, logger });
  const announcer = new Announcer({ dataDir, producer, timer, logger, signal });
  const jobs = new JobStore(join(dataDir, "jobs"));
  const searchPath = host.readSearchPath();
  const ffmpeg = new Ffmpeg({ spawner, findProgram, searchPath, dir: dataDir });
  const encoder = new Encoder({
    ...{ ffmpeg, jobs },
    publish: async ({ titleId, version = "" }, dir) => {
      // Of a job that was ended between the two, the folder is gone already.
      if (titles.get(titleId)?.version !== version) await titles.publish(dir, await readTitle(dir));
      await announcer.announce({ type: "packaged", titleId, version, tsMs: clock.nowMs() });
    },
  });
  const ended = metrics.counter("origin_jobs_total", "Jobs that ended, by how");
  const onEnd = ({ state }: { readonly state: string }) => ended.add(1, { state });
  const queue = new JobQueue({ jobs, encoder, clock, logger, events, onEnd });
  return { titles, announcer, queue, jobs, ffmpeg };
}

/** Loaded at the first upload: a start needs none of it. */
async function freeBytes(dir: string): Promise<number> {
  const { statfs } = await import("node:fs/promises");
  const { bavail, bsize } = await statfs(dir);
  return bavail * bsize;
}
