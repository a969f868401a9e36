import assert from "node:assert/strict";
import { createHost } from "@netops/core/host";
import {
  createExperimentPorts,
  type InterruptName,
  InterruptSignal,
  readExperiment,
  runExperiment,
  type RunOptions,
  toJournal,
  verdictOf,
} from "@netops/chaos/experiment";
import { oracleTest } from "../../tools/oracle.ts";
import { type Outcome, outcomeDifference } from "./chaostoolkit_rig.ts";

const SIGNALS: readonly InterruptName[] = ["SIGINT", "SIGTERM", "SIGUSR1", "SIGUSR2"];
const STRATEGIES = ["default", "always"] as const;
const STARTED_WITHIN_MS = 20_000;

/** Something in the background, something long in the foreground, and a rollback. */
const EXPERIMENT = JSON.stringify({
  title: "signals",
  description: "d",
  "steady-state-hypothesis": { title: "h", probes: [probe("held", ["-c", "true"])] },
  method: [
    { ...shell("beside", "sleep 2; echo beside"), background: true },
    shell("begin", "touch started"),
    { ...shell("long", "exec sleep 21.75"), pauses: { after: 0.05 } },
    shell("never", "echo never"),
  ],
  rollbacks: [shell("undo", "echo undone")],
});

oracleTest(
  "chaostoolkit",
  "experiments: signals end them as they end the Chaos Toolkit",
  async ({ path }) => {
    const cases = SIGNALS.flatMap((signal) => STRATEGIES.map((strategy) => ({ signal, strategy })));
    const differences: string[] = [];
    const work = async () => {
      for (let given = cases.pop(); given !== undefined; given = cases.pop()) {
        const { signal, strategy } = given;
        const theirs = await inFolder((dir) => runTheirs(path, dir, { signal, strategy }));
        const ours = await inFolder((dir) => runOurs(dir, { signal, strategy }));
        const difference = outcomeDifference(theirs, ours);
        if (difference !== undefined) differences.push(`${signal} ${strategy}: ${difference}`);
      }
    };
    await Promise.all([work(), work(), work(), work()]);
    assert.deepEqual(differences, []);
  },
);

interface SignalCase {
  readonly signal: InterruptName;
  readonly strategy: (typeof STRATEGIES)[number];
}

async function runTheirs(python: string, dir: string, given: SignalCase): Promise<Outcome> {
  const child = new Deno.Command(python, {
    args: ["-m", "chaostoolkit", "--no-version-check", "--no-log-file", "run"].concat(
      ["--rollback-strategy", given.strategy, "e.json"],
    ),
    cwd: dir,
    stdout: "null",
    stderr: "null",
    stdin: "null",
  }).spawn();
  await waitForFile(`${dir}/started`);
  child.kill(given.signal as Deno.Signal);
  const { code } = await child.status;
  return { exit: code, journal: await Deno.readTextFile(`${dir}/journal.json`) };
}

async function runOurs(dir: string, given: SignalCase): Promise<Outcome> {
  const ports = createExperimentPorts(createHost(), { seed: "1", dir });
  const controller = new AbortController();
  const options: RunOptions = {
    compat: "chaostoolkit",
    rollbackStrategy: given.strategy,
    signal: controller.signal,
  };
  try {
    const running = runExperiment(readExperiment(EXPERIMENT, "e.json"), ports, options);
    await waitForFile(`${dir}/started`);
    controller.abort(new InterruptSignal(given.signal));
    const record = await running;
    assert.equal(ports.programs.endAll(), 0, "a program was left behind");
    return { exit: verdictOf(record).exitCode, journal: toJournal(record) ?? null };
  } finally {
    ports.http.close();
  }
}

async function inFolder(run: (dir: string) => Promise<Outcome>): Promise<Outcome> {
  const dir = await Deno.makeTempDir({ prefix: "netops-ctk-signal-" });
  try {
    await Deno.writeTextFile(`${dir}/e.json`, EXPERIMENT);
    return await run(dir);
  } finally {
    await Deno.remove(dir, { recursive: true });
  }
}

/** Waits for the file, and a little more, so that the activity after it runs. */
async function waitForFile(path: string): Promise<void> {
  const endMs = performance.now() + STARTED_WITHIN_MS;
  while (performance.now() < endMs) {
    const isThere = await Deno.stat(path).then(() => true, () => false);
    await new Promise((resolve) => setTimeout(resolve, isThere ? 600 : 20));
    if (isThere) return;
  }
  throw new Error(`${path} does not come`);
}

function shell(name: string, line: string) {
  const provider = { type: "process", path: "sh", arguments: ["-c", line] };
  return { type: "action", name, provider };
}

function probe(name: string, args: readonly string[]) {
  return {
    type: "probe",
    name,
    tolerance: 0,
    provider: { type: "process", path: "sh", arguments: args },
  };
}
