import assert from "node:assert/strict";
import type { TitlePackage } from "@netops/core/contracts";
import { RecordingEventSink, RecordingLogger } from "@netops/core/testing";
import { sha256Hex, versionOf } from "./check_package.ts";
import { HotSet } from "./hot_set.ts";
import { Inventory } from "./inventory.ts";
import { Library } from "./library.ts";
import { ObjectStore } from "./object_store.ts";

async function createWorld() {
  const dir = await Deno.makeTempDir({ prefix: "netops-library-" });
  const store = new ObjectStore(dir);
  await store.open();
  const inventory = new Inventory();
  const hot = new HotSet(1_000);
  const events = new RecordingEventSink();
  const library = new Library({
    ...{ oca: "oca-1", store, inventory, hot, events, removeAfterMs: 1_000 },
    logger: new RecordingLogger(),
  });
  const keep = async (titleId: string, ...texts: string[]): Promise<TitlePackage> => {
    const files = await Promise.all(texts.map(async (text, at) => {
      const bytes = new TextEncoder().encode(text);
      const sha256 = await sha256Hex(bytes);
      await store.write(sha256, bytes);
      return { path: `v0/${at}.m4s`, sizeBytes: bytes.byteLength, sha256 };
    }));
    const about = { title: "x", durationMs: 1, segmentMs: 1, rungs: [], audio: [], captions: [] };
    const title = { titleId, version: await versionOf({ files }), ...about, files };
    await store.writeMarker(title);
    return title;
  };
  const pathOf = (sha256: string) => `${dir}/objects/${sha256.slice(0, 2)}/${sha256}`;
  const remove = () => Deno.remove(dir, { recursive: true });
  return {
    ...{ dir, store, inventory, hot, events, library, keep, pathOf },
    [Symbol.asyncDispose]: remove,
  };
}

Deno.test("takeOver() serves what is whole, and no title with a file that is missing or cut off", async () => {
  await using world = await createWorld();
  const whole = await world.keep("whole", "a", "b");
  const missing = await world.keep("missing", "c");
  const short = await world.keep("short", "dddd");
  await world.store.remove(missing.files[0]!.sha256);
  await Deno.truncate(world.pathOf(short.files[0]!.sha256), 2);
  await Deno.writeTextFile(`${world.dir}/tmp/half`, "left by a death");
  await world.library.takeOver();
  assert.deepEqual(world.inventory.packages, [whole]);
  assert.deepEqual([...Deno.readDirSync(`${world.dir}/tmp`)], []);
});

Deno.test("a title goes after it was unwanted for long enough, but not what another one shares", async () => {
  await using world = await createWorld();
  const first = await world.keep("first", "shared", "own");
  const second = await world.keep("second", "shared");
  await world.library.takeOver();
  assert.equal(await world.library.removeUnwanted([second], 0), false);
  assert.equal(await world.library.removeUnwanted([first, second], 500), false);
  assert.equal(await world.library.removeUnwanted([second], 600), false);
  assert.equal(await world.library.removeUnwanted([second], 1_599), false);
  assert.equal(await world.library.removeUnwanted([second], 1_600), true);
  assert.deepEqual(world.inventory.packages, [second]);
  assert.deepEqual(await world.store.readMarkers(), [second]);
  assert.equal(await world.store.has(first.files[0]!), true);
  assert.equal(await world.store.has(first.files[1]!), false);
});

Deno.test("scrubbing finds wrong bytes of the right size, and gives up every title that needs them", async () => {
  await using world = await createWorld();
  const first = await world.keep("first", "shared", "own");
  await world.keep("second", "shared");
  const third = await world.keep("third", "sound");
  await world.library.takeOver();
  const { sha256 } = first.files[0]!;
  world.hot.offer(sha256, new TextEncoder().encode("shared"));
  await Deno.writeTextFile(world.pathOf(sha256), "shbred");
  const found: boolean[] = [];
  for (let n = 0; n < 3; n++) found.push(await world.library.scrubNext());
  assert.equal(found.filter(Boolean).length, 1);
  assert.deepEqual(world.inventory.packages, [third]);
  assert.equal(world.hot.has(sha256), false);
  assert.equal(await world.store.has(first.files[0]!), false);
  assert.deepEqual(world.events.events.map(({ kind }) => kind), ["oca.broken", "oca.broken"]);
});
