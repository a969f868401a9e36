import type { StageType } from "@netops/core/contracts";
import type { StageHandler } from "./stage_handler.ts";

/** Each type of stage is loaded when one of it begins: a conductor that waits needs none of them. */
const LOADERS: { readonly [T in StageType]: () => Promise<unknown> } = {
  bake: async () => (await import("./bake/bake_stage.ts")).bakeStage,
  deploy: async () => (await import("./deploy/deploy_stage.ts")).deployStage,
  rollback: async () => (await import("./rollback/rollback_stage.ts")).rollbackStage,
  canary: async () => (await import("./canary/canary_stage.ts")).canaryStage,
  run: async () => (await import("./run/run_stage.ts")).runStage,
  resize: async () => (await import("./resize/resize_stage.ts")).resizeStage,
  enable: async () => (await import("./enable/enable_stage.ts")).enableStage,
  disable: async () => (await import("./disable/disable_stage.ts")).disableStage,
  destroy: async () => (await import("./destroy/destroy_stage.ts")).destroyStage,
  approve: async () => (await import("./approve/approve_stage.ts")).approveStage,
  wait: async () => (await import("./wait/wait_stage.ts")).waitStage,
  until: async () => (await import("./until/until_stage.ts")).untilStage,
  assert: async () => (await import("./assert/assert_stage.ts")).assertStage,
  http: async () => (await import("./http/http_stage.ts")).httpStage,
  pipeline: async () => (await import("./pipeline/pipeline_stage.ts")).pipelineStage,
  chaos: async () => (await import("./chaos/chaos_stage.ts")).chaosStage,
  load: async () => (await import("./load/load_stage.ts")).loadStage,
};

/** Loads what carries out a type of stage. */
export async function loadStageHandler(type: StageType): Promise<StageHandler> {
  return await LOADERS[type]() as StageHandler;
}
