import type {
  DeployDetail,
  DeployGroup,
  ExecutionView,
  LookMetric,
  LookView,
  PsInstance,
  StageView,
} from "@netops/core/contracts";

/** When the executions of tests began, in wall ms. */
export const BEGAN_AT_MS = 1_700_000_000_000;

/** A metric of a look that passed, with changes. */
export function lookMetric(change: Partial<LookMetric> = {}): LookMetric {
  return {
    ...{ name: "errors", classification: "Pass", critical: true, estimate: 0.002 },
    ...{ ci: [-0.001, 0.004], reason: "the same share of errors" },
    ...change,
  };
}

/** A look that passed, with changes. */
export function look(change: Partial<LookView> = {}): LookView {
  return {
    ...{ look: 1, fromMs: BEGAN_AT_MS + 4_000, toMs: BEGAN_AT_MS + 19_000, verdict: "pass" },
    ...{ score: 100, rule: "every metric passed", metrics: [lookMetric()] },
    ...change,
  };
}

/** The group that serves, with changes. */
export function group(change: Partial<DeployGroup> = {}): DeployGroup {
  return {
    ...{ name: "hello-v000", role: "old", version: "1111111122222222", desired: 2, up: 2 },
    ...{ wantPercent: 75, actualPercent: 75.2 },
    ...change,
  };
}

/** A canary at its second share, with changes. */
export function detail(change: Partial<DeployDetail> = {}): DeployDetail {
  return {
    ...{ strategy: "canary", step: "judge", stepNumber: 8, stepCount: 13, isRollingBack: false },
    groups: [
      group(),
      group({ name: "hello-v001", role: "fresh", wantPercent: 25, actualPercent: 24.8 }),
    ],
    looks: [look()],
    ...{ dropped: 0, requests: 4_123, failedByRelease: 0, probesSent: 210, probesLost: 0 },
    untilMs: BEGAN_AT_MS + 60_000,
    ...change,
  };
}

/** A stage that deploys, with changes. */
export function deployStage(change: Partial<StageView> = {}): StageView {
  return {
    ...{ name: "deploy", type: "deploy", needs: ["bake"], status: "RUNNING", outputs: {} },
    ...{ startedAtMs: BEGAN_AT_MS + 1_000, reason: "look 2 at 25 %", deploy: detail() },
    ...change,
  };
}

/** A stage that baked, with changes. */
export function bakeStage(change: Partial<StageView> = {}): StageView {
  return {
    ...{ name: "bake", type: "bake", needs: [], status: "SUCCEEDED" },
    ...{ startedAtMs: BEGAN_AT_MS, endedAtMs: BEGAN_AT_MS + 1_000 },
    outputs: { artifact: "33333333aaaaaaaa", version: "3333333322222222", isNew: true },
    ...change,
  };
}

/** An execution that goes on, with changes. */
export function execution(change: Partial<ExecutionView> = {}): ExecutionView {
  return {
    ...{ id: "d-1a2b3c4d", app: "hello", pipeline: "deploy", status: "RUNNING" },
    ...{ isPauseAsked: false, isCancelAsked: false, by: "ada", trigger: "manual" },
    ...{ createdAtMs: BEGAN_AT_MS, startedAtMs: BEGAN_AT_MS, from: "hello-v000" },
    ...{ to: "hello-v001", dropped: 0, requests: 4_123, seq: 17 },
    stages: [bakeStage(), deployStage()],
    ...change,
  };
}

/** An instance as `ps` shows it, with changes. */
export function psInstance(change: Partial<PsInstance> = {}): PsInstance {
  return {
    ...{ id: "hello-v000-1", app: "hello", cluster: "hello", serverGroup: "hello-v000" },
    ...{ version: "1111111122222222", region: "eu", zone: "eu-a", pid: 8121 },
    ...{ host: "127.0.0.1", port: 20_031, status: "UP", startedAtMs: BEGAN_AT_MS - 240_000 },
    restarts: 0,
    ...change,
  };
}
