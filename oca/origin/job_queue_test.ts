import assert from "node:assert/strict";
import { NetopsError } from "@netops/core";
import { FakeClock, RecordingEventSink, RecordingLogger } from "@netops/core/testing";
import type { StepWatch } from "./encoder.ts";
import { type JobRecord, stepsOf } from "./job.ts";
import { JobQueue } from "./job_queue.ts";
import { JobStore } from "./job_store.ts";
import type { MovieFacts } from "./movie_facts.ts";

const MOVIE: MovieFacts = {
  durationS: 12,
  video: { index: 0, width: 640, height: 360, frameRate: { count: 24, perS: 1 } },
  audio: undefined,
  captions: [],
};

/** An encoder that writes down what it does, and does what a test says at one step. */
class ScriptedEncoder {
  readonly did: string[] = [];
  at: { readonly step: string; readonly act: (watch: StepWatch) => Promise<void> } | undefined;

  async do(step: string, job: JobRecord, watch: StepWatch): Promise<JobRecord> {
    this.did.push(`${job.titleId} ${step}`);
    if (this.at?.step === step) await this.at.act(watch);
    return step === "probe" ? { ...job, movie: MOVIE } : job;
  }
}

interface Rig extends AsyncDisposable {
  readonly dir: string;
  readonly clock: FakeClock;
  readonly events: RecordingEventSink;
  readonly encoder: ScriptedEncoder;
  readonly ended: string[];
  /** Resolves when a job has ended, in whatever way. */
  untilEnded(titleId: string): Promise<void>;
  /** A queue over the same disk, as another process would have it. */
  createQueue(): JobQueue;
}

async function createRig(): Promise<Rig> {
  const dir = await Deno.makeTempDir();
  const clock = new FakeClock();
  const events = new RecordingEventSink();
  const encoder = new ScriptedEncoder();
  const ended: string[] = [];
  const waiting = new Map<string, PromiseWithResolvers<void>>();
  const waitFor = (titleId: string) => {
    const waiter = waiting.get(titleId) ?? Promise.withResolvers<void>();
    waiting.set(titleId, waiter);
    return waiter;
  };
  return {
    ...{ dir, clock, events, encoder, ended },
    untilEnded: (titleId) => waitFor(titleId).promise,
    createQueue: () =>
      new JobQueue({
        ...{ clock, events, encoder, jobs: new JobStore(dir), logger: new RecordingLogger() },
        onEnd: ({ titleId, state }) => {
          ended.push(`${titleId} ${state}`);
          waitFor(titleId).resolve();
        },
      }),
    [Symbol.asyncDispose]: () => Deno.remove(dir, { recursive: true }),
  };
}

async function addJob(queue: JobQueue, rig: Rig, titleId: string): Promise<void> {
  await (await new JobStore(rig.dir).open(titleId)) && Deno.writeTextFile(
    `${rig.dir}/${titleId}/source`,
    "a movie",
  );
  await queue.add({
    ...{ id: titleId, titleId, title: titleId, state: "queued", done: [] },
    createdAtMs: rig.ended.length,
  });
}

/** Resolves when a step is reached, which then waits until it is let go or aborted. */
function holdAt(encoder: ScriptedEncoder, step: string): Promise<void> {
  const reached = Promise.withResolvers<void>();
  encoder.at = {
    step,
    act: ({ signal }) => {
      reached.resolve();
      return new Promise((_, reject) =>
        signal.addEventListener("abort", () => reject(signal.reason), { once: true })
      );
    },
  };
  return reached.promise;
}

Deno.test("a job goes through every step once, and leaves only its journal", async () => {
  await using rig = await createRig();
  const queue = rig.createQueue();
  await queue.start();
  await addJob(queue, rig, "movie");
  await rig.untilEnded("movie");
  await queue.stop();
  const steps = stepsOf({ movie: MOVIE }).map((step) => `movie ${step}`);
  assert.deepEqual(rig.encoder.did, steps);
  assert.deepEqual([...Deno.readDirSync(`${rig.dir}/movie`)].map((one) => one.name), ["job.json"]);
  assert.deepEqual(rig.ended, ["movie done"]);
  assert.equal(rig.events.events[0]?.kind, "title.packaged");
});

Deno.test("after a stop in mid-step the next process goes on at that step", async () => {
  await using rig = await createRig();
  const first = rig.createQueue();
  await first.start();
  const reached = holdAt(rig.encoder, "v1");
  await addJob(first, rig, "movie");
  await reached;
  await first.stop();
  assert.deepEqual(rig.ended, [], "a stop is no end");
  rig.encoder.did.length = 0;
  rig.encoder.at = undefined;
  const second = rig.createQueue();
  await second.start();
  await rig.untilEnded("movie");
  await second.stop();
  assert.equal(rig.encoder.did[0], "movie v1");
  assert.ok(!rig.encoder.did.includes("movie v0"));
  assert.deepEqual(rig.ended, ["movie done"]);
});

Deno.test("jobs are done one after the other", async () => {
  await using rig = await createRig();
  const queue = rig.createQueue();
  await queue.start();
  await addJob(queue, rig, "one");
  await addJob(queue, rig, "two");
  await rig.untilEnded("two");
  await queue.stop();
  assert.equal(
    rig.encoder.did.findIndex((what) => what.startsWith("two")),
    stepsOf({
      movie: MOVIE,
    }).length,
  );
});

Deno.test("a step whose child is killed begins anew, three times at most", async () => {
  await using rig = await createRig();
  const queue = rig.createQueue();
  await queue.start();
  let kills = 2;
  const killed = new NetopsError("SPAWN_FAILED", "Cannot go on", {
    details: { signal: "SIGKILL" },
  });
  rig.encoder.at = {
    step: "v0",
    act: () => kills-- > 0 ? Promise.reject(killed) : Promise.resolve(),
  };
  await addJob(queue, rig, "lucky");
  await rig.untilEnded("lucky");
  kills = 3;
  await addJob(queue, rig, "unlucky");
  await rig.untilEnded("unlucky");
  await queue.stop();
  assert.equal(rig.encoder.did.filter((what) => what === "lucky v0").length, 3);
  assert.equal(queue.view("lucky").state, "done");
  assert.equal(queue.view("unlucky").state, "failed");
  assert.equal(queue.view("unlucky").error?.code, "SPAWN_FAILED");
});

Deno.test("what is wrong with the movie is said, and nothing of it stays", async () => {
  await using rig = await createRig();
  const queue = rig.createQueue();
  await queue.start();
  rig.encoder.at = {
    step: "probe",
    act: () => Promise.reject(new RangeError("it has no pictures")),
  };
  await addJob(queue, rig, "song");
  await rig.untilEnded("song");
  await queue.stop();
  assert.deepEqual(queue.view("song").error, {
    code: "REQUEST_INVALID",
    message: 'Cannot make a title of "song" as it has no pictures',
  });
  assert.deepEqual([...Deno.readDirSync(`${rig.dir}/song`)].map((one) => one.name), ["job.json"]);
});

Deno.test("a cancelled job ends at once, and the next begins", async () => {
  await using rig = await createRig();
  const queue = rig.createQueue();
  await queue.start();
  const reached = holdAt(rig.encoder, "v0");
  await addJob(queue, rig, "one");
  await addJob(queue, rig, "two");
  await reached;
  rig.encoder.at = undefined;
  assert.equal((await queue.cancel("one")).state, "cancelled");
  await rig.untilEnded("two");
  assert.equal(queue.makes("one"), false);
  await queue.stop();
  assert.deepEqual(rig.ended, ["one cancelled", "two done"]);
  assert.equal((await queue.cancel("one")).state, "cancelled", "once more, to forget it");
  assert.throws(() => queue.view("one"), { code: "NOT_FOUND" });
});

Deno.test("a job that waits is cancelled without having begun", async () => {
  await using rig = await createRig();
  const queue = rig.createQueue();
  await queue.start();
  const reached = holdAt(rig.encoder, "v0");
  await addJob(queue, rig, "one");
  await addJob(queue, rig, "two");
  await reached;
  assert.equal((await queue.cancel("two")).state, "cancelled");
  assert.equal(queue.view("one").state, "running");
  assert.equal(queue.makes("one"), true);
  await queue.stop();
});

Deno.test("view() tells the ratio of the step and what is left", async () => {
  await using rig = await createRig();
  const queue = rig.createQueue();
  await queue.start();
  const reached = Promise.withResolvers<StepWatch>();
  const held = Promise.withResolvers<void>();
  rig.encoder.at = {
    step: "v0",
    act: (watch) => {
      reached.resolve(watch);
      return held.promise;
    },
  };
  await addJob(queue, rig, "movie");
  const watch = await reached.promise;
  const before = queue.view("movie").ratio;
  rig.clock.advance(10_000);
  watch.onRatio(0.5);
  const { ratio, etaMs } = queue.view("movie");
  assert.ok(ratio > before && ratio < 1);
  assert.equal(etaMs, Math.round(10_000 * (1 - ratio) / ratio));
  held.resolve();
  await rig.untilEnded("movie");
  await queue.stop();
});
