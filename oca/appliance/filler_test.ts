import assert from "node:assert/strict";
import { NetopsError } from "@netops/core";
import type { HeldTitle, PackagedFile, TitlePackage } from "@netops/core/contracts";
import { MetricRegistry } from "@netops/core/service";
import { FakeTimer, RecordingEventSink, RecordingLogger } from "@netops/core/testing";
import { ByteBudget } from "./byte_budget.ts";
import { sha256Hex, versionOf } from "./check_package.ts";
import { Filler } from "./filler.ts";
import { Inventory } from "./inventory.ts";
import { ObjectStore } from "./object_store.ts";

const ORIGIN = "http://origin/files";
const PEER = "http://peer/fill";

type Bytes = Uint8Array<ArrayBuffer>;

async function makeTitle(titleId = "x", count = 6) {
  const contents = new Map<string, Bytes>();
  for (let n = 0; n < count; n++) {
    contents.set(`v0/${n}.m4s`, new TextEncoder().encode(`${titleId} segment ${n}`));
  }
  const files: PackagedFile[] = [];
  for (const [path, bytes] of contents) {
    files.push({ path, sizeBytes: bytes.byteLength, sha256: await sha256Hex(bytes) });
  }
  const about = { title: "x", durationMs: 1, segmentMs: 1, rungs: [], audio: [], captions: [] };
  const title: TitlePackage = { titleId, version: await versionOf({ files }), ...about, files };
  return { title, contents };
}

/** Real disk, scripted sources, fake time. */
async function createWorld(diskBytes = 1_000_000) {
  const dir = await Deno.makeTempDir({ prefix: "netops-fill-" });
  const store = new ObjectStore(dir);
  await store.open();
  const { title, contents } = await makeTitle();
  const asked: string[] = [];
  const scripts = new Map<string, (path: string, bytes: Bytes) => Bytes>();
  const lists = new Map<string, TitlePackage>();
  const timer = new FakeTimer();
  const events = new RecordingEventSink();
  const inventory = new Inventory();
  const metrics = new MetricRegistry();
  const idle = { filled: 0 };
  const filler = new Filler({
    ...{ oca: "oca-1", store, inventory, diskBytes, timer, clock: timer.clock, events },
    logger: new RecordingLogger(),
    sources: {
      readPackage: (source: string) => Promise.resolve(lists.get(source) ?? title),
      readFile: (source: string, _held: HeldTitle, { path }: PackagedFile) => {
        asked.push(`${source} ${path}`);
        const bytes = contents.get(path)!;
        return Promise.try(() => scripts.get(source)?.(path, bytes) ?? bytes);
      },
    },
    budget: new ByteBudget(1e9),
    bytes: metrics.counter("bytes", ""),
    corrupt: metrics.counter("corrupt", ""),
    signal: new AbortController().signal,
    onFilled: () => idle.filled++,
  });
  const follow = (sources: readonly string[]) =>
    filler.follow({ manifest: [title], sources: { [title.titleId]: sources } });
  const remove = () => Deno.remove(dir, { recursive: true });
  return {
    ...{ dir, store, inventory, title, contents, asked, scripts, lists, events, metrics, idle },
    ...{ filler, follow, timer, [Symbol.asyncDispose]: remove },
  };
}

Deno.test("a title is filled from the first source, served, and marked on the disk", async () => {
  await using world = await createWorld();
  await world.follow([PEER, ORIGIN]);
  assert.equal(world.asked.filter((line) => line.startsWith(PEER)).length, 6);
  assert.equal(world.asked.length, 6);
  assert.deepEqual(world.inventory.packages, [world.title]);
  assert.deepEqual(await world.store.readMarkers(), [world.title]);
  assert.equal(world.idle.filled, 1);
  assert.deepEqual(world.events.events.map(({ kind }) => kind), ["fill.done"]);
  assert.deepEqual(world.filler.missing(), []);
});

Deno.test("a source with wrong bytes is left, counted and told, and the next one gives the rest", async () => {
  await using world = await createWorld();
  world.scripts.set(PEER, (_path, bytes) => bytes.map((byte) => byte ^ 1));
  await world.follow([PEER, ORIGIN]);
  assert.equal(world.inventory.packages.length, 1);
  for (const { sha256 } of world.title.files) {
    assert.equal(await sha256Hex(await world.store.read(sha256)), sha256);
  }
  assert.match(world.metrics.text(), /corrupt\{source="peer"\} [1-8]\n/);
  assert.ok(world.events.events.some(({ kind }) => kind === "fill.corrupt"));
});

Deno.test("a source with another list of files is not believed", async () => {
  await using world = await createWorld();
  world.lists.set(PEER, { ...world.title, files: world.title.files.slice(1) });
  await world.follow([PEER, ORIGIN]);
  assert.equal(world.inventory.packages[0]?.files.length, 6);
  assert.ok(world.asked.every((line) => line.startsWith(ORIGIN)));
});

Deno.test("while one file is missing everywhere the title is not served, and nothing is fetched twice", async () => {
  await using world = await createWorld();
  const fail = (path: string, bytes: Bytes) => {
    if (path !== "v0/0.m4s") return bytes;
    throw new NetopsError("UNREACHABLE", "Cannot reach it");
  };
  world.scripts.set(ORIGIN, fail);
  await world.follow([ORIGIN]);
  assert.deepEqual(world.inventory.packages, []);
  assert.deepEqual(await world.store.readMarkers(), []);
  world.scripts.clear();
  world.asked.length = 0;
  await world.follow([ORIGIN]);
  assert.deepEqual(world.asked, [], "it is tried again only after half a second");
  world.timer.clock.advance(500);
  await world.follow([ORIGIN]);
  assert.equal(world.inventory.packages.length, 1);
  assert.ok(world.asked.length < 6, `${world.asked.length} of 6 fetched again`);
});

Deno.test("a title beyond the disk budget is not filled, and that is said", async () => {
  await using world = await createWorld(10);
  await world.follow([ORIGIN]);
  assert.deepEqual(world.asked, []);
  assert.deepEqual(world.inventory.packages, []);
  assert.deepEqual(world.events.events.map(({ kind }) => kind), ["fill.stopped"]);
});

Deno.test("a full disk stops the fill and harms nothing", async () => {
  await using world = await createWorld();
  const full = () => {
    throw new NetopsError("DISK_FULL", "Cannot fill as no space is left on the disk");
  };
  world.store.write = full;
  await world.follow([ORIGIN]);
  assert.deepEqual(world.inventory.packages, []);
  assert.deepEqual(world.events.events.map(({ kind }) => kind), ["fill.stopped"]);
});
