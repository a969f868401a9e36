import assert from "node:assert/strict";
import { join } from "node:path";
import { NetopsError } from "@netops/core";
import type { TitleJob, TitlePackage } from "@netops/core/contracts";
import { FakeClock, FakeTimer, RecordingEventSink, RecordingLogger } from "@netops/core/testing";
import { createOriginApp } from "./app.ts";
import { JobQueue } from "./job_queue.ts";
import { JobStore } from "./job_store.ts";
import { TitleStore } from "./store.ts";
import { Uploads } from "./uploads.ts";

const BUILT_IN = new URL("titles/", import.meta.url).pathname;

interface Rig extends AsyncDisposable {
  readonly removed: string[];
  readonly dir: string;
  ask(path: string, init?: RequestInit): Promise<Response>;
}

/** The whole service but ffmpeg: every job stays at its first step. */
async function createRig(options: { readonly noFfmpeg?: boolean } = {}): Promise<Rig> {
  const dir = await Deno.makeTempDir();
  const logger = new RecordingLogger();
  const titles = new TitleStore({ builtInDir: BUILT_IN, ownDir: join(dir, "titles"), logger });
  await titles.load();
  const jobs = new JobStore(join(dir, "jobs"));
  const queue = new JobQueue({
    ...{ jobs, logger, clock: new FakeClock(), events: new RecordingEventSink() },
    encoder: {
      do: (_step, _job, { signal }) =>
        new Promise((_, reject) =>
          signal.addEventListener("abort", () => reject(signal.reason), { once: true })
        ),
    },
    onEnd: () => {},
  });
  await queue.start();
  let number = 0;
  const uploads = new Uploads({
    ...{ titles, jobs, queue, clock: new FakeClock(), timer: new FakeTimer() },
    ffmpeg: {
      require: () => {
        if (options.noFfmpeg) throw new NetopsError("SPAWN_FAILED", "Cannot find ffmpeg");
      },
    },
    freeBytes: () => Promise.resolve(1e9),
    createId: () => `job${++number}`,
  });
  const removed: string[] = [];
  const onRemoved = ({ titleId }: TitlePackage) => {
    removed.push(titleId);
    return Promise.resolve();
  };
  const app = createOriginApp({
    ...{ token: "t0", logger, titles, queue, uploads, onRemoved, onBytes: () => {} },
  });
  return {
    ...{ removed, dir },
    ask: async (path, init = {}) => {
      const headers = { authorization: "Bearer t0", ...init.headers };
      return await app.request(`http://origin${path}`, { ...init, headers });
    },
    [Symbol.asyncDispose]: async () => {
      await queue.stop();
      await Deno.remove(dir, { recursive: true });
    },
  };
}

async function titleOf(rig: Rig): Promise<TitlePackage> {
  return await (await rig.ask("/titles/colour-bars")).json();
}

Deno.test("nobody without the run's token gets anything", async () => {
  await using rig = await createRig();
  const { version } = await titleOf(rig);
  const paths = ["/titles", "/jobs", `/files/colour-bars/${version}/master.m3u8`, "/uploads", "/x"];
  for (const path of paths) {
    const response = await rig.ask(path, { headers: { authorization: "Bearer other" } });
    assert.equal(response.status, 401, path);
    assert.equal(response.headers.get("content-type"), "application/problem+json");
  }
});

Deno.test("titles are listed with their files, the first of the catalogue ahead", async () => {
  await using rig = await createRig();
  const { titles } = await (await rig.ask("/titles")).json();
  const ids = titles.map((one: TitlePackage) => one.titleId);
  assert.deepEqual(ids, ["night-signal", "harbour-lights", "colour-bars"]);
  assert.ok(titles[0].files.length > 90);
  assert.equal((await rig.ask("/titles/nothing")).status, 404);
});

Deno.test("a file is given whole, in part, and not again to whoever has it", async () => {
  await using rig = await createRig();
  const { version, files } = await titleOf(rig);
  const { path, sizeBytes, sha256 } = files.find((file) => file.path === "v1/2.m4s")!;
  const address = `/files/colour-bars/${version}/${path}`;
  const whole = await rig.ask(address);
  assert.equal(whole.status, 200);
  assert.equal(whole.headers.get("etag"), `"${sha256}"`);
  assert.equal((await whole.arrayBuffer()).byteLength, sizeBytes);
  const part = await rig.ask(address, { headers: { range: "bytes=4-7" } });
  assert.equal(part.status, 206);
  assert.equal(part.headers.get("content-range"), `bytes 4-7/${sizeBytes}`);
  assert.equal(await part.text(), "styp");
  assert.equal((await rig.ask(address, { headers: { range: "bytes=9999999-" } })).status, 416);
  const again = await rig.ask(address, { headers: { "if-none-match": `"${sha256}"` } });
  assert.equal(again.status, 304);
  const head = await rig.ask(address, { method: "HEAD" });
  assert.equal(head.headers.get("content-length"), String(sizeBytes));
});

Deno.test("no address leads out of the titles", async () => {
  await using rig = await createRig();
  const { version } = await titleOf(rig);
  for (
    const path of [
      "/files/..%2f..%2f..%2fetc%2fpasswd",
      "/files/%2e%2e/%2e%2e/etc/passwd",
      `/files/colour-bars/${version}/title.json`,
      `/files/colour-bars/${version}/`,
      "/files//etc/passwd",
      "/files/",
    ]
  ) assert.equal((await rig.ask(path)).status, 404, path);
});

Deno.test("a movie becomes a job that can be looked at and ended", async () => {
  await using rig = await createRig();
  const sent = await rig.ask("/uploads?name=My+Movie", { method: "POST", body: "a movie" });
  assert.equal(sent.status, 202);
  const job: TitleJob = await sent.json();
  assert.deepEqual([job.titleId, job.title, job.ratio], ["my-movie", "My Movie", 0]);
  assert.match((await (await rig.ask(`/jobs/${job.id}`)).json()).state, /^(queued|running)$/);
  assert.equal((await (await rig.ask("/jobs")).json()).jobs.length, 1);
  const again = await rig.ask("/uploads?name=x&id=my-movie", { method: "POST", body: "a movie" });
  assert.equal(again.status, 409, "the id is taken while the title is made");
  const ended = await rig.ask(`/jobs/${job.id}`, { method: "DELETE" });
  assert.equal((await ended.json()).state, "cancelled");
  assert.equal((await rig.ask("/jobs/nothing")).status, 404);
});

Deno.test("an upload that is refused leaves nothing", async () => {
  await using rig = await createRig();
  const post = async (query: string, body: BodyInit) =>
    (await rig.ask(`/uploads?${query}`, { method: "POST", body })).status;
  assert.equal(await post("", "a movie"), 400, "no name");
  assert.equal(await post("name=x&id=../x", "a movie"), 400, "no id");
  assert.equal(await post("name=x&id=colour-bars", "a movie"), 409, "taken");
  assert.equal(await post("name=x&sizeBytes=1e3", "a movie"), 400, "no number");
  assert.equal(await post("name=x&sizeBytes=900000000", "a movie"), 507, "too large");
  assert.equal(await post("name=x&sizeBytes=9", "a movie"), 400, "broke off");
  assert.equal(await post("name=x", ""), 400, "empty");
  assert.deepEqual([...Deno.readDirSync(join(rig.dir, "jobs"))], []);
});

Deno.test("without ffmpeg only uploads are refused", async () => {
  await using rig = await createRig({ noFfmpeg: true });
  const sent = await rig.ask("/uploads?name=x", { method: "POST", body: "a movie" });
  assert.equal(sent.status, 500);
  assert.equal((await sent.json()).code, "SPAWN_FAILED");
  assert.equal((await rig.ask("/titles")).status, 200);
});

Deno.test("built-in titles are not removed", async () => {
  await using rig = await createRig();
  const refused = await rig.ask("/titles/colour-bars", { method: "DELETE" });
  assert.equal(refused.status, 403);
  assert.equal((await refused.json()).code, "REFUSED");
  assert.equal((await rig.ask("/titles/nothing", { method: "DELETE" })).status, 404);
  assert.deepEqual(rig.removed, []);
});
