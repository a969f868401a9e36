import type { HttpClient } from "@netops/core";
import type { ServiceContext } from "@netops/core/service";
import type { NoticePorts } from "../notifications/send_notice.ts";
import type { TriggerNote } from "../triggers/trigger_ports.ts";
import { appendByJob } from "./append_by_job.ts";
import type { Conductor } from "./conductor.ts";
import { readConductorConfig } from "./conductor_config.ts";
import { localHttp } from "./local_http.ts";
import { NoticeDesk } from "./notice_desk.ts";
import type { PipelineStore } from "./pipeline_store.ts";
import type { StageWorld } from "./stage_world.ts";
import type { ExecutionStore } from "./store.ts";
import { TriggerDesk } from "./trigger_desk.ts";

/** Opens what tells people of executions: webhooks, files and terminals. */
export function openNoticeDesk(
  context: ServiceContext,
  { store, http, openWorld }: {
    readonly store: ExecutionStore;
    readonly http: HttpClient;
    readonly openWorld: () => Promise<StageWorld>;
  },
): NoticeDesk {
  const { host: { timer, createRng, randomHex }, logger, events, signal, boot } = context;
  const { env } = readConductorConfig(boot.config);
  const ports: NoticePorts = {
    ...{ http: localHttp(http), timer, events, signal, rng: createRng(randomHex(8)) },
    secretOf: (name) => env[name],
    appendLine: async (path, line) => {
      const { platform } = await openWorld();
      await appendByJob(path, line, { platform, timer });
    },
  };
  return new NoticeDesk({
    ...{ store, logger },
    send: async (notice) => {
      const { sendNotice } = await import("../notifications/send_notice.ts");
      return await sendNotice(notice, ports);
    },
    onLost: ({ document: { id, app } }, reason) => {
      logger.log("warn", `Cannot tell ${id}: ${reason}`);
      events.publish({ kind: "deploy.notice-lost", subject: app, data: { notice: id, reason } });
    },
  });
}

/** Opens what starts stored pipelines by themselves. */
export function openTriggerDesk(
  { host, logger, events, boot }: ServiceContext,
  { kv, pipelines, conductor }: {
    readonly kv: Deno.Kv;
    readonly pipelines: PipelineStore;
    readonly conductor: Pick<Conductor, "start">;
  },
): TriggerDesk {
  const { clock, timer } = host;
  const { env } = readConductorConfig(boot.config);
  return new TriggerDesk({
    ...{ kv, pipelines, logger, clock, timer },
    env: { PATH: env["PATH"] ?? "", HOME: env["HOME"] ?? "" },
    programs: host.createProgramRunner(),
    start: (request) => conductor.start(request),
    tell: (note: TriggerNote) => {
      const { pipeline, trigger, outcome, reason } = note;
      events.publish({ kind: "deploy.trigger", subject: pipeline, data: { ...note } });
      if (outcome === "started") return;
      logger.log("warn", `The ${trigger} trigger of ${pipeline}: ${outcome}: ${reason}`);
    },
  });
}
