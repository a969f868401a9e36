import assert from "node:assert/strict";
import { join } from "node:path";
import type { TitleJob, TitlePackage } from "@netops/core/contracts";
import { readTrack } from "../../oca/origin/read_track.ts";
import { durationS } from "../../oca/origin/track.ts";
import { verifyTitle } from "../../oca/origin/verify_title.ts";
import { oracleTest } from "../../tools/oracle.ts";
import { makeMovie, type RunningOrigin, startOrigin } from "../harness/origin_rig.ts";
import { isAlive } from "../harness/process_facts.ts";

const SRT = "1\n00:00:01,000 --> 00:00:03,000\nHello there\n";

async function withHome(body: (home: string) => Promise<void>): Promise<void> {
  const home = await Deno.makeTempDir({ prefix: "netops-origin-" });
  try {
    await body(home);
  } finally {
    await Deno.remove(home, { recursive: true });
  }
}

function hasEnded({ state }: TitleJob): boolean {
  return state !== "queued" && state !== "running";
}

async function checkTitle(origin: RunningOrigin, titleId: string): Promise<TitlePackage> {
  const title = (await origin.titles()).find((one) => one.titleId === titleId);
  assert.ok(title, `${titleId} is not listed`);
  const dir = join(origin.dataDir, "titles", titleId, title.version);
  await verifyTitle(dir, title);
  const video = await Promise.all(title.rungs.map((rung) => readTrack(dir, rung.name)));
  const [first] = video;
  for (const track of video) assert.equal(durationS(track), durationS(first!));
  assert.equal(Math.round(durationS(first!) * 1000), title.durationMs);
  const soundShorterS = durationS(first!) - durationS(await readTrack(dir, "a0"));
  assert.ok(soundShorterS > 0 && soundShorterS < 0.2, `sound is ${soundShorterS} s shorter`);
  return title;
}

function jobFiles(origin: RunningOrigin): string[] {
  const jobs = join(origin.dataDir, "jobs");
  return [...Deno.readDirSync(jobs)].flatMap(({ name }) =>
    [...Deno.readDirSync(join(jobs, name))].map((file) => file.name)
  );
}

oracleTest(
  "ffmpeg",
  "a movie becomes a title: rungs, sound, captions, poster",
  () =>
    withHome(async (home) => {
      const movie = join(home, "movie.mkv");
      const captions = join(home, "movie.srt");
      await Deno.writeTextFile(captions, SRT);
      const args = ["-metadata:s:s:0", "language=ger", "-metadata:s:a:0", "language=eng"];
      await makeMovie(movie, { seconds: 7, captions, args });
      await using origin = await startOrigin(home);
      const job = await origin.add(movie, "name=My+Movie");
      const ended = await origin.until(job.id, hasEnded);
      assert.equal(ended.error, undefined);
      assert.equal(ended.state, "done");
      const title = await checkTitle(origin, "my-movie");
      assert.equal(title.version, ended.version);
      assert.deepEqual(title.rungs.map((rung) => rung.height), [90, 134, 180]);
      assert.ok(Math.abs(title.durationMs - 7_000) < 100);
      assert.equal(title.audio[0]?.language, "en");
      assert.deepEqual(title.captions, [
        { language: "de", label: "Deutsch", path: "captions/de.vtt" },
      ]);
      const at = `/files/my-movie/${title.version}`;
      assert.match((await origin.ask(`${at}/captions/de.vtt`)).text, /Hello there/);
      assert.equal((await origin.ask(`${at}/poster.jpg`)).type, "image/jpeg");
      assert.deepEqual(jobFiles(origin), ["job.json"], "nothing else of the job stays");
      assert.equal((await origin.ask("/titles/my-movie", { method: "DELETE" })).status, 200);
      assert.equal((await origin.ask(`${at}/master.m3u8`)).status, 404);
    }),
);

oracleTest(
  "ffmpeg",
  "origin is killed in mid-encode: ffmpeg ends, and the next one goes on",
  () =>
    withHome(async (home) => {
      const movie = join(home, "movie.mp4");
      await makeMovie(movie, { seconds: 25, size: "426x240" });
      let job: TitleJob;
      let madeAt: Date | null;
      let child: number;
      {
        await using origin = await startOrigin(home);
        job = await origin.add(movie, "name=movie");
        child = await origin.childAt(job.id, "v1");
        madeAt = firstSegmentOf(origin, "jobs", job.id, "title").mtime;
        await origin.service.kill();
      }
      const deadline = Date.now() + 5_000;
      while (isAlive(child) && Date.now() < deadline) await pause();
      assert.equal(isAlive(child), false, "ffmpeg outlived its origin");
      await using origin = await startOrigin(home);
      const resumed = await origin.job(job.id);
      assert.deepEqual(
        resumed.steps.filter((step) => step.done).map((step) => step.name).slice(0, 2),
        ["probe", "v0"],
      );
      assert.ok((await origin.titles()).every((one) => one.titleId !== "movie"));
      assert.equal((await origin.until(job.id, hasEnded)).state, "done");
      const title = await checkTitle(origin, "movie");
      const kept = firstSegmentOf(origin, "titles", "movie", title.version).mtime;
      assert.deepEqual(kept, madeAt, "v0 was encoded again");
    }),
);

oracleTest("ffmpeg", "ffmpeg is killed: its step begins anew", () =>
  withHome(async (home) => {
    const movie = join(home, "movie.mp4");
    await makeMovie(movie, { seconds: 20 });
    await using origin = await startOrigin(home);
    const job = await origin.add(movie, "name=movie");
    Deno.kill(await origin.childAt(job.id, "v0"), "SIGKILL");
    assert.equal((await origin.until(job.id, hasEnded)).state, "done");
    assert.ok(origin.service.lines.some((line) => line.includes("begins anew")));
    await checkTitle(origin, "movie");
  }));

oracleTest("ffmpeg", "a stop and a cancel leave no ffmpeg", () =>
  withHome(async (home) => {
    const movie = join(home, "movie.mp4");
    await makeMovie(movie, { seconds: 25, size: "426x240" });
    await using origin = await startOrigin(home);
    const first = await origin.add(movie, "name=first");
    const cancelled = await origin.childAt(first.id, "v0");
    const answer = await origin.ask(`/jobs/${first.id}`, { method: "DELETE" });
    assert.equal(JSON.parse(answer.text).state, "cancelled");
    assert.equal(isAlive(cancelled), false);
    assert.deepEqual(jobFiles(origin), ["job.json"]);
    const second = await origin.add(movie, "name=second");
    const stopped = await origin.childAt(second.id, "v0");
    assert.equal((await origin.service.stop()).code, 0);
    assert.equal(isAlive(stopped), false);
  }));

oracleTest(
  "ffmpeg",
  "what is no movie is refused with its reason, and nothing of it stays",
  () =>
    withHome(async (home) => {
      const bad: Readonly<Record<string, RegExp>> = {
        "text.mp4": /Invalid data found/,
        "song.m4a": /it has sound but no pictures/,
        "cut.mp4": /its pictures end at/,
        "headless.mp4": /moov atom not found/,
        "list.m3u8": /whitelist|Invalid|not allowed/i,
      };
      await Deno.writeTextFile(join(home, "text.mp4"), "this is no movie\n".repeat(100));
      await makeMovie(join(home, "song.m4a"), { seconds: 3, pictures: false });
      const whole = join(home, "whole.mp4");
      await makeMovie(whole, { seconds: 20, args: ["-movflags", "+faststart"] });
      const bytes = await Deno.readFile(whole);
      await Deno.writeFile(join(home, "cut.mp4"), bytes.slice(0, bytes.byteLength / 2));
      await makeMovie(join(home, "plain.mp4"), { seconds: 20 });
      const plain = await Deno.readFile(join(home, "plain.mp4"));
      await Deno.writeFile(join(home, "headless.mp4"), plain.slice(0, plain.byteLength / 2));
      // A playlist would be followed to files of this machine, were it taken for a movie.
      await Deno.writeTextFile(
        join(home, "list.m3u8"),
        `#EXTM3U\n#EXT-X-TARGETDURATION:20\n#EXTINF:20,\nfile://${whole}\n#EXT-X-ENDLIST\n`,
      );
      await using origin = await startOrigin(home);
      for (const [name, reason] of Object.entries(bad)) {
        const job = await origin.add(join(home, name), `name=${name}`);
        const { state, error } = await origin.until(job.id, hasEnded);
        assert.equal(state, "failed", name);
        assert.equal(error?.code, "REQUEST_INVALID", name);
        assert.match(error?.message ?? "", reason, name);
        assert.doesNotMatch(error?.message ?? "", /\/jobs\//, "our paths are nobody's business");
      }
      assert.equal((await origin.titles()).length, 3);
      assert.ok(jobFiles(origin).every((name) => name === "job.json"));
    }),
);

oracleTest(
  "ffmpeg",
  "a movie without sound gets silence, and odd sizes and rates are taken",
  () =>
    withHome(async (home) => {
      const movie = join(home, "silent.mkv");
      // An odd height needs a coder that has no 4:2:0.
      const args = ["-c:v", "ffv1", "-pix_fmt", "yuv444p", "-r", "30000/1001"];
      await makeMovie(movie, { seconds: 5, size: "201x151", sound: false, args });
      await using origin = await startOrigin(home);
      const job = await origin.add(movie, "name=silent");
      const ended = await origin.until(job.id, hasEnded);
      assert.deepEqual([ended.state, ended.error], ["done", undefined]);
      const title = await checkTitle(origin, "silent");
      assert.equal(title.audio[0]?.language, "zxx");
      assert.equal(title.rungs.at(-1)?.height, 150);
      const at = `/files/silent/${title.version}/master.m3u8`;
      assert.match((await origin.ask(at)).text, /FRAME-RATE=29\.970/);
    }),
);

Deno.test("an upload that breaks off leaves nothing", () =>
  withHome(async (home) => {
    await using origin = await startOrigin(home);
    const stop = new AbortController();
    const body = new ReadableStream<Uint8Array>({
      pull: async (controller) => {
        controller.enqueue(new Uint8Array(64 * 1024));
        await pause();
      },
    });
    const sent = origin.ask("/uploads?name=half", { method: "POST", body, signal: stop.signal });
    const jobs = join(origin.dataDir, "jobs");
    const source = () => [...Deno.readDirSync(jobs)].map(({ name }) => join(jobs, name, "source"));
    const isWritten = () => source().some((path) => sizeOf(path) > 100_000);
    const deadline = Date.now() + 10_000;
    while (!isWritten() && Date.now() < deadline) await pause();
    assert.ok(isWritten(), "nothing arrives");
    stop.abort();
    await assert.rejects(sent);
    while (source().length > 0 && Date.now() < deadline) await pause();
    assert.deepEqual(source(), []);
    assert.equal((await origin.ask("/jobs")).text, '{"jobs":[]}');
  }));

function firstSegmentOf(origin: RunningOrigin, ...path: string[]): Deno.FileInfo {
  return Deno.statSync(join(origin.dataDir, ...path, "v0", "1.m4s"));
}

function sizeOf(path: string): number {
  try {
    return Deno.statSync(path).size;
  } catch {
    return 0; // Not there yet, or not there any more.
  }
}

function pause(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 20));
}
