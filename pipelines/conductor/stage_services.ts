import { type HttpClient, NetopsError } from "@netops/core";
import type { ExecutionView, ExecutionWish, PsDocument } from "@netops/core/contracts";
import type { ExecutionRecord } from "../execution/execution_record.ts";
import type { StageServices } from "../ports/stage_services.ts";
import type { Conductor } from "./conductor.ts";
import { GuardianCalls } from "./guardian_calls.ts";
import { queryTelemetry } from "./query_telemetry.ts";

/** What the services of stages are made of. */
export interface StageServicesOptions {
  readonly http: HttpClient;
  readonly token: string;
  /** Where Prometheus' HTTP API is; empty where there is none. */
  readonly telemetryUrl: string;
  readonly gatewayUrl: string;
  readonly instances: () => Promise<PsDocument>;
  readonly findProgram: (name: string) => string | undefined;
  readonly conductor: Pick<Conductor, "start" | "view" | "viewWithKey" | "wish">;
}

/** Makes what the stages of one execution ask of others besides the platform. */
export function createStageServices(
  options: StageServicesOptions,
): (record: ExecutionRecord) => StageServices {
  const { http, telemetryUrl, gatewayUrl, conductor, findProgram } = options;
  const guardian = new GuardianCalls(options);
  return (record) => ({
    ...{ http, findProgram, gatewayUrl },
    query: (promql) => queryTelemetry(promql, { http, telemetryUrl }),
    startExecution: (request) => conductor.start(request, record),
    execution: (id) => unlessUnknown(conductor.view(id)),
    executionWithKey: (key) => conductor.viewWithKey(key),
    abortExecution: async (id, reason) => {
      const wish: ExecutionWish = { wish: "abort", by: record.id, reason };
      await unlessOver(conductor.wish(id, wish));
    },
    startExperiment: (order) => guardian.start(order),
    experiment: (id) => guardian.get(id),
    stopExperiment: (id) => guardian.stop(id),
  });
}

async function unlessUnknown(answer: Promise<ExecutionView>): Promise<ExecutionView | undefined> {
  try {
    return await answer;
  } catch (thrown) {
    if (thrown instanceof NetopsError && thrown.code === "NOT_FOUND") return undefined;
    throw thrown;
  }
}

/** Who is over, or gone, need not be ended. */
async function unlessOver(answer: Promise<unknown>): Promise<void> {
  try {
    await answer;
  } catch (thrown) {
    const isOver = thrown instanceof NetopsError && ["REFUSED", "NOT_FOUND"].includes(thrown.code);
    if (!isOver) throw thrown;
  }
}
