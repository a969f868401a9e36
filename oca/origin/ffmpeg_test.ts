import assert from "node:assert/strict";
import type { ExitStatus, SignalName, SpawnedGroup, SpawnRequest } from "@netops/core";
import { Ffmpeg } from "./ffmpeg.ts";

/** What a child prints, and how it ends; one that never ends waits for a signal. */
interface Script {
  readonly lines?: readonly (readonly ["stdout" | "stderr", string])[];
  readonly exit?: ExitStatus;
}

function createFfmpeg(script: Script, options: { readonly installed?: boolean } = {}) {
  const requests: SpawnRequest[] = [];
  const signals: SignalName[] = [];
  const ffmpeg = new Ffmpeg({
    spawner: {
      spawn: (request) => {
        requests.push(request);
        return Promise.resolve(childOf(script, signals));
      },
    },
    findProgram: (name) => options.installed === false ? undefined : `/usr/bin/${name}`,
    searchPath: "/usr/bin",
    dir: "/data",
  });
  return { ffmpeg, requests, signals };
}

function childOf({ lines = [], exit }: Script, signals: SignalName[]): SpawnedGroup {
  const ended = Promise.withResolvers<ExitStatus>();
  if (exit !== undefined) ended.resolve(exit);
  return {
    pid: 7,
    startMark: "",
    lines: (async function* () {
      for (const [stream, text] of lines) yield { stream, text };
      await ended.promise;
    })(),
    exited: ended.promise,
    write: () => Promise.resolve(),
    signal: (name) => {
      signals.push(name);
      ended.resolve({ code: 137, signal: name });
      return true;
    },
  };
}

const FOREVER = new AbortController().signal;

Deno.test("progress is told in seconds of output, and other lines are passed over", async () => {
  const { ffmpeg, requests } = createFfmpeg({
    lines: [
      ["stdout", "#tb 0: 1/12288"],
      ["stdout", "0,  512,  512,  512,  6373, 0x5a74bda8"],
      ["stdout", "out_time_us=1500000"],
      ["stdout", "out_time_us=N/A"],
      ["stdout", "progress=end"],
    ],
    exit: { code: 0 },
  });
  const seconds: number[] = [];
  await ffmpeg.encode(["-i", "x"], { signal: FOREVER, onSeconds: (at) => seconds.push(at) });
  assert.deepEqual(seconds, [1.5]);
  assert.deepEqual(requests[0]?.command, ["/usr/bin/ffmpeg", "-i", "x"]);
  assert.deepEqual(Object.keys(requests[0]?.env ?? {}).sort(), [
    "AV_LOG_FORCE_NOCOLOR",
    "LC_ALL",
    "PATH",
  ]);
});

Deno.test("an abort kills the child, and is the reason", async () => {
  const { ffmpeg, signals } = createFfmpeg({});
  const stop = new AbortController();
  const encoding = ffmpeg.encode([], { signal: stop.signal });
  await Promise.resolve();
  stop.abort(new Error("enough"));
  await assert.rejects(encoding, /enough/);
  assert.deepEqual(signals, ["SIGKILL"]);
});

Deno.test("after an abort nothing is started", async () => {
  const { ffmpeg, requests } = createFfmpeg({ exit: { code: 0 } });
  await assert.rejects(ffmpeg.encode([], { signal: AbortSignal.abort(new Error("enough")) }));
  assert.deepEqual(requests, []);
});

Deno.test("its last words are the reason, without our paths and its addresses", async () => {
  const { ffmpeg } = createFfmpeg({
    lines: [
      ["stderr", "something before"],
      ["stderr", "[mov,mp4 @ 0x5581] /data/jobs/1/source: moov atom not found."],
      ["stderr", "/data/jobs/1/source: Invalid data found when processing input"],
    ],
    exit: { code: 1 },
  });
  await assert.rejects(
    ffmpeg.encode(["-i", "/data/jobs/1/source"], { signal: FOREVER }),
    new RangeError("ffmpeg says: moov atom not found"),
  );
});

Deno.test("a full disk and a kill are told apart from a bad movie", async () => {
  const full = createFfmpeg({
    lines: [["stderr", "av_write_frame(): No space left on device"]],
    exit: { code: 1 },
  });
  await assert.rejects(full.ffmpeg.encode([], { signal: FOREVER }), { code: "DISK_FULL" });
  const killed = createFfmpeg({ exit: { code: 137, signal: "SIGKILL" } });
  await assert.rejects(killed.ffmpeg.encode([], { signal: FOREVER }), {
    code: "SPAWN_FAILED",
    details: { signal: "SIGKILL" },
  });
});

Deno.test("without ffmpeg the error says how to get it", () => {
  const { ffmpeg } = createFfmpeg({}, { installed: false });
  assert.throws(() => ffmpeg.require(), {
    code: "SPAWN_FAILED",
    fix: /apt-get install ffmpeg \(macOS: brew install ffmpeg\)/,
  });
});
