import assert from "node:assert/strict";
import { FakeClock } from "@netops/core/testing";
import { createDenoSeriesFiles, openSeriesStore } from "../../server/telemetry/series/mod.ts";
import { TextLineStream } from "../harness/text_lines.ts";
import { SERIES, valueOf } from "./telemetry_series_steps.ts";

const KILLS = 5;
const STEP_MS = 100;
const ENTRY = new URL("telemetry_series_entry.ts", import.meta.url).pathname;

interface Told {
  /** The step that was begun last, and the one that was committed last. */
  readonly begun: number;
  readonly done: number;
  readonly recovery: Record<string, unknown>;
}

/** Runs the appending process until `moment` says so, and kills it. */
async function runAndKill(
  folder: string,
  moment: (line: { begin?: number }) => boolean,
): Promise<Told> {
  const child = new Deno.Command(Deno.execPath(), {
    args: [
      "run",
      "--no-check",
      `--allow-read=${folder}`,
      `--allow-write=${folder}`,
      "--allow-env",
      "--allow-sys",
      ENTRY,
      folder,
      `${STEP_MS}`,
    ],
    stdin: "null",
    stdout: "piped",
    stderr: "inherit",
  }).spawn();
  let [begun, done] = [0, 0];
  let recovery: Record<string, unknown> = {};
  let isKilled = false;
  const lines = child.stdout.pipeThrough(new TextDecoderStream()).pipeThrough(new TextLineStream());
  for await (const text of lines) {
    const line = JSON.parse(text);
    begun = line.begin ?? begun;
    done = line.done ?? done;
    recovery = line.recovery ?? recovery;
    if (isKilled || !moment(line)) continue;
    isKilled = true;
    child.kill("SIGKILL");
  }
  assert.equal((await child.status).signal, "SIGKILL");
  return { begun, done, recovery };
}

/** Opens a copy of the folder, as it was left, and gives the last step that every series has whole. */
async function readSteps(folder: string): Promise<{ steps: number; recoveredSamples: number }> {
  const copy = await Deno.makeTempDir({ prefix: "netops-series-copy-" });
  try {
    for await (const { name } of Deno.readDir(folder)) {
      await Deno.copyFile(`${folder}/${name}`, `${copy}/${name}`);
    }
    const files = createDenoSeriesFiles(copy);
    const clock = new FakeClock(Date.now());
    const compileRegex = () => () => false;
    const store = openSeriesStore({ clock, files, compileRegex });
    assert.deepEqual(store.recovery.setAside, []);
    const found = [...store.select([], { fromMs: 0, toMs: Infinity })];
    assert.equal(found.length, SERIES);
    const steps = found[0]?.samples.length ?? 0;
    for (const { labels, samples } of found) {
      const index = Number(labels.get("index"));
      assert.equal(samples.length, steps, `series ${index} has another number of steps`);
      const values = Array.from(samples.values.subarray(0, steps));
      assert.deepEqual(values, values.map((_, at) => valueOf(index, at + 1)), `series ${index}`);
    }
    return { steps, recoveredSamples: store.recovery.recoveredSamples };
  } finally {
    await Deno.remove(copy, { recursive: true });
  }
}

Deno.test("kill -9 in mid-write loses one step at most, and invents nothing", async () => {
  const folder = await Deno.makeTempDir({ prefix: "netops-series-kill-" });
  let fromLog = 0;
  try {
    for (let kill = 0; kill < KILLS; kill++) {
      // Some steps after the start, and some time after a step began: within its append or its write.
      let left = 3 + Math.floor(Math.random() * 12);
      const waitUntil = () => performance.now() + Math.random() * 15;
      const told = await runAndKill(folder, (line) => {
        if (line.begin === undefined || left-- > 0) return false;
        for (const untilMs = waitUntil(); performance.now() < untilMs;);
        return true;
      });
      const { steps, recoveredSamples } = await readSteps(folder);
      const context = `kill ${kill}: ${JSON.stringify(told)}, found ${steps}`;
      assert.ok(steps >= told.done && steps >= told.begun - 1 && steps <= told.begun, context);
      fromLog += recoveredSamples;
      if (kill > 0) assert.ok(Number(told.recovery["lastMs"]) > 0, context);
    }
    // A single kill may meet a step in which all was sealed.
    assert.ok(fromLog > 0);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});
