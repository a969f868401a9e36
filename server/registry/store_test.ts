import { RecordingLogger } from "@netops/core/testing";
import assert from "node:assert/strict";
import { createSnapshotFile, type SnapshotFile, SnapshotKeeper } from "./store.ts";
import { makeInstance, RegistryWorld } from "./testing.ts";

class MemoryFile implements SnapshotFile {
  text: string | undefined;
  writes = 0;
  full = false;

  read(): Promise<string | undefined> {
    return Promise.resolve(this.text);
  }

  write(text: string): Promise<void> {
    this.writes++;
    if (this.full) return Promise.reject(new Error("No space left on device"));
    this.text = text;
    return Promise.resolve();
  }
}

function keeping(world: RegistryWorld, file: SnapshotFile, runId = "run-1") {
  const logger = new RecordingLogger();
  return { registry: world.registry, file, runId, timer: world.timer, logger };
}

Deno.test("the next life lists what the last one listed, with fresh leases", async () => {
  const file = new MemoryFile();
  const first = new RegistryWorld();
  const keeper = new SnapshotKeeper(keeping(first, file));
  first.registry.register(makeInstance());
  first.registry.override({ app: "HELLO", id: "h1:hello:8080" }, "OUT_OF_SERVICE");
  await keeper.close();

  const second = new RegistryWorld();
  second.clock.advance(100_000);
  assert.equal(await SnapshotKeeper.restore(keeping(second, file)), 1);
  const lease = second.registry.leases.get("HELLO", "h1:hello:8080");
  assert.equal(lease?.instance.status, "OUT_OF_SERVICE");
  assert.equal(lease?.registeredAtMs, first.clock.nowMs());
  assert.equal(second.registry.renew("HELLO", "h1:hello:8080"), "renewed");
  second.clock.advance(6_001);
  assert.equal(second.registry.leases.expired().length, 1);
});

Deno.test("a snapshot of another run is not taken", async () => {
  const file = new MemoryFile();
  const world = new RegistryWorld();
  const keeper = new SnapshotKeeper(keeping(world, file));
  world.registry.register(makeInstance());
  await keeper.close();
  const next = new RegistryWorld();
  assert.equal(await SnapshotKeeper.restore(keeping(next, file, "run-2")), 0);
  assert.equal(next.registry.leases.size, 0);
});

Deno.test("it writes at most once a second, and only what changed", async () => {
  const file = new MemoryFile();
  const world = new RegistryWorld();
  const keeper = new SnapshotKeeper(keeping(world, file));
  for (let each = 0; each < 50; each++) world.registry.register(makeInstance());
  await world.timer.advance(1_000);
  assert.equal(file.writes, 1);
  world.registry.renew("HELLO", "h1:hello:8080");
  await world.timer.advance(5_000);
  assert.equal(file.writes, 1);
  await keeper.close();
  assert.equal(file.writes, 1);
  assert.equal(world.timer.pendingCount, 1, "the pings of the watch");
});

Deno.test("a full disk is warned of once, tried again, and told when it is over", async () => {
  const file = new MemoryFile();
  const world = new RegistryWorld();
  const options = keeping(world, file);
  const keeper = new SnapshotKeeper(options);
  file.full = true;
  world.registry.register(makeInstance());
  await world.timer.advance(3_000);
  assert.equal(file.writes, 3);
  assert.equal(keeper.failing, true);
  assert.deepEqual(options.logger.lines.map((line) => line.level), ["warn"]);
  file.full = false;
  await world.timer.advance(1_000);
  assert.equal(keeper.failing, false);
  assert.ok(file.text?.includes("h1:hello:8080"));
  assert.deepEqual(options.logger.lines.map((line) => line.level), ["warn", "info"]);
  await keeper.close();
});

Deno.test("a broken snapshot starts an empty registry with a warning", async () => {
  const file = new MemoryFile();
  file.text = '{"schema":';
  const world = new RegistryWorld();
  const options = keeping(world, file);
  assert.equal(await SnapshotKeeper.restore(options), 0);
  assert.deepEqual(options.logger.lines.map((line) => line.level), ["warn"]);
});

Deno.test("createSnapshotFile() keeps a text in a file that only its owner reads", async () => {
  const folder = await Deno.makeTempDir({ prefix: "netops-registry-" });
  try {
    const file = createSnapshotFile(`${folder}/data`);
    assert.equal(await file.read(), undefined);
    await file.write("one");
    await file.write("two");
    assert.equal(await file.read(), "two");
    assert.equal(((await Deno.stat(`${folder}/data/leases.json`)).mode ?? 0) & 0o777, 0o600);
    assert.deepEqual([...Deno.readDirSync(`${folder}/data`)].map((e) => e.name), ["leases.json"]);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});
