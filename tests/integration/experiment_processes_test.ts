import assert from "node:assert/strict";
import { createHost } from "@netops/core/host";
import {
  createExperimentPorts,
  Halt,
  InterruptSignal,
  readExperiment,
  runExperiment,
  type RunOptions,
  verdictOf,
} from "@netops/chaos/experiment";

const host = createHost();

/** A program whose child ignores SIGTERM and has a session of its own, as daemons have. */
const STUBBORN = "trap '' TERM; setsid sh -c 'trap \"\" TERM; sleep 41.25' & sleep 41.25";

Deno.test("no child is left behind, whether by timeout, time box, halt or signal", async () => {
  const cases: [string, object, unknown, number][] = [
    ["timeout of the provider", { provider: { timeout: 0.3 } }, undefined, 1],
    ["timeout of the activity", { timeout: 0.3 }, undefined, 1],
    ["time box", { netops: { "time-box": "300ms" } }, undefined, 7],
    ["halt", {}, new Halt("operator", "stop"), 7],
    ["SIGTERM", {}, new InterruptSignal("SIGTERM"), 143],
  ];
  await Promise.all(cases.map(async ([name, more, reason, exitCode]) => {
    const controller = new AbortController();
    const timer = reason === undefined ? 0 : setTimeout(() => controller.abort(reason), 300);
    const { verdict, left } = await runIt(experiment(more), { signal: controller.signal });
    clearTimeout(timer);
    assert.equal(verdict.exitCode, exitCode, `${name}: ${verdict.reason}`);
    assert.equal(left, 0, `${name}: children are left`);
  }));
});

Deno.test("a program that is not there is failed, not an error of netops", async () => {
  const action = {
    type: "action",
    name: "x",
    provider: { type: "process", path: "no-such-program-here" },
  };
  const { verdict } = await runIt({ ...experiment({}), method: [action] }, {});
  assert.deepEqual([verdict.verdict, verdict.exitCode], ["failed", 1]);
});

Deno.test("programs are in the process group of the runner", async () => {
  const own = await runIt(
    {
      ...experiment({}),
      "steady-state-hypothesis": {
        title: "h",
        probes: [{
          type: "probe",
          name: "group",
          tolerance: { type: "regex", pattern: `^${groupOf("self")}\\s*$`, target: "stdout" },
          provider: {
            type: "process",
            path: "cut",
            arguments: ["-d", " ", "-f5", "/proc/self/stat"],
          },
        }],
      },
      method: [],
    },
    {},
  );
  assert.equal(own.verdict.verdict, "held", own.verdict.reason);
});

function experiment(
  { provider = {}, netops, ...more }: { provider?: object; netops?: object } & object,
): Record<string, unknown> {
  const run = { type: "process", path: "sh", arguments: ["-c", STUBBORN], ...provider };
  return {
    title: "children",
    description: "d",
    ...(netops === undefined ? {} : { netops }),
    "steady-state-hypothesis": {
      title: "h",
      probes: [{
        type: "probe",
        name: "p",
        tolerance: 0,
        provider: { type: "process", path: "true" },
      }],
    },
    method: [{ type: "action", name: "long", provider: run, ...more }],
    rollbacks: [],
  };
}

async function runIt(document: unknown, options: RunOptions) {
  const ports = createExperimentPorts(host, { seed: "1", dir: "/tmp" });
  try {
    const read = readExperiment(JSON.stringify(document), "x.json");
    const verdict = verdictOf(await runExperiment(read, ports, options));
    // A signal takes a moment to show in /proc.
    await new Promise((resolve) => setTimeout(resolve, 100));
    return { verdict, left: ports.programs.endAll() };
  } finally {
    ports.http.close();
  }
}

function groupOf(pid: string): string {
  return Deno.readTextFileSync(`/proc/${pid}/stat`).split(") ")[1]?.split(" ")[2] ?? "";
}
