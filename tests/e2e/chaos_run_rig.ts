import type { KeptRun } from "@netops/chaos/runner";
import { HELLO_FILES } from "../harness/hello_files.ts";
import { type CliResult, TestPlatform } from "../harness/platform.ts";

/** What an experiment of the rig is like. */
export interface RigExperiment {
  /** A fault on hello, as members of a provider. */
  readonly fault?: string;
  /** How long the method waits after the fault, in seconds. */
  readonly pauseS?: number;
  /** The program of a rollback; none when left out. */
  readonly rollback?: string;
  /** What the program is given. */
  readonly rollbackArguments?: readonly string[];
  /** Left out, nothing is checked. */
  readonly isChecked?: boolean;
}

/** Writes an experiment on the hello service; it is strict and checks four times a second. */
export function rigExperiment(
  { fault, pauseS = 1, rollback, rollbackArguments = [], isChecked = true }: RigExperiment,
): string {
  const hypothesis = `steady-state-hypothesis:
  title: callers get an answer
  probes:
    - type: probe
      name: hello answers
      tolerance: 200
      provider: { type: http, url: "\${gateway}/hello/", timeout: 5 }
`;
  const action = `  - type: action
    name: hello is in trouble
    provider: { type: netops, target: hello, ${fault} }
    pauses: { after: ${pauseS} }
`;
  const undo = `  - type: action
    name: put it back
    provider: { type: process, path: "${rollback}", arguments: ${
    JSON.stringify(rollbackArguments)
  } }
`;
  return `title: hello in trouble
description: a test
configuration:
  gateway: { type: env, key: NETOPS_GATEWAY_URL }
${isChecked ? hypothesis : ""}method:${fault === undefined ? " []\n" : `\n${action}`}rollbacks:${
    rollback === undefined ? " []\n" : `\n${undo}`
  }runtime:
  hypothesis: { strategy: continuously }
`;
}

const LATE = "fault: latency, percent: 100, duration: 2s, parameters: { delayMs: 50 }";

/** A platform with the hello service only, and experiments beside it. */
export async function startChaosRig(): Promise<TestPlatform> {
  const platform = await TestPlatform.create({
    ...HELLO_FILES,
    "held.yaml": rigExperiment({ fault: LATE }),
    "some-time.yaml": rigExperiment({
      fault: "fault: latency, percent: 100, duration: 8s, parameters: { delayMs: 50 }",
      pauseS: 6,
    }),
    "long.yaml": rigExperiment({
      fault: "fault: latency, duration: 50s, parameters: { delayMs: 50 }",
      pauseS: 50,
    }),
    "long-left.yaml": rigExperiment({
      ...{ fault: "fault: latency, duration: 50s, parameters: { delayMs: 50 }", pauseS: 50 },
      rollback: "false",
    }),
    "long-put-back.yaml": rigExperiment({
      ...{ fault: "fault: latency, duration: 50s, parameters: { delayMs: 50 }", pauseS: 50 },
      ...{ rollback: "sh", rollbackArguments: ["-c", "sleep 3.3; touch put-back"] },
    }),
    "deviated.yaml": rigExperiment({
      fault: "fault: abort, percent: 100, duration: 2s, parameters: { status: 503 }",
    }),
    "refused.yaml": rigExperiment({ fault: "fault: process-kill, percent: 100, duration: 2s" }),
    "unchecked.yaml": rigExperiment({ fault: LATE, isChecked: false }),
    "empty.yaml": rigExperiment({}),
    "invalid.yaml": rigExperiment({ fault: "fault: latenzy, duration: 2s" }),
    "torn.yaml": "title: [",
    "sleep.json": JSON.stringify({
      ...{
        title: "sleep",
        description: "a test",
        "steady-state-hypothesis": { title: "none", probes: [] },
      },
      method: [{
        ...{ type: "action", name: "it sleeps" },
        provider: { type: "process", path: "sleep", arguments: "30" },
      }],
    }),
  });
  await platform.up();
  return platform;
}

/** Runs with `--json`, and answers the exit code with the one document. */
export async function runJson(
  platform: TestPlatform,
  args: readonly string[],
): Promise<{ code: number; document: Record<string, unknown>; result: CliResult }> {
  const result = await platform.run(["chaos", "run", ...args, "--json"]);
  return { code: result.code, document: JSON.parse(result.stdout), result };
}

/** A run whose every word tries to be markup, as it is kept when it was cut off. */
export function hostileRun(id: string): KeptRun {
  const name = `<script>alert(1)</script>"'&]]>\u202e`;
  const order = { id, file: name, text: "", dir: "/", variables: [], variableFiles: [] };
  const data = { id: "f-1", kind: name, targets: [name], expiresAtMs: 9_000 };
  const during = { atMs: 3_000, phase: "during" as const };
  const method = { phase: "method" as const, name };
  const progress: KeptRun["progress"] = [
    { kind: "started", atMs: 1_000, name },
    { kind: "phase", atMs: 1_100, phase: "method" },
    { kind: "activity-started", atMs: 1_200, ...method },
    { kind: "fault-injected", atMs: 1_300, ...method, data },
    { kind: "activity-ended", atMs: 1_400, ...method, status: "failed" },
    { kind: "check", ...during, isMet: true },
    { kind: "check", ...during, atMs: 4_000, isMet: false },
  ];
  const event = { seq: 1, tsMs: 2_000, kind: "process.gone", subject: name, actor: name };
  return { order, progress, events: [{ ...event, data: { reason: name } }] };
}
