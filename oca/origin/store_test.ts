import assert from "node:assert/strict";
import { join } from "node:path";
import type { TitlePackage } from "@netops/core/contracts";
import { RecordingLogger } from "@netops/core/testing";
import { TITLE_FILE } from "./package_title.ts";
import { TitleStore } from "./store.ts";

function title(titleId: string, version: string, durationMs = 1_000): TitlePackage {
  return {
    ...{ titleId, version, durationMs, title: titleId, segmentMs: 2_000 },
    ...{ rungs: [], audio: [], captions: [] },
    files: [{ path: "v0/1.m4s", sizeBytes: 5, sha256: "00" }],
  };
}

async function write(dir: string, one: TitlePackage, bytes = "12345"): Promise<void> {
  await Deno.mkdir(join(dir, "v0"), { recursive: true });
  await Deno.writeTextFile(join(dir, "v0", "1.m4s"), bytes);
  await Deno.writeTextFile(join(dir, TITLE_FILE), JSON.stringify(one));
}

interface Rig extends AsyncDisposable {
  readonly dir: string;
  readonly logger: RecordingLogger;
  load(): Promise<TitleStore>;
}

async function createRig(): Promise<Rig> {
  const dir = await Deno.makeTempDir();
  const logger = new RecordingLogger();
  const [builtInDir, ownDir] = [join(dir, "built-in"), join(dir, "own")];
  await write(join(builtInDir, "short"), title("short", "b1"));
  await write(join(builtInDir, "long"), title("long", "b2", 9_000));
  return {
    ...{ dir, logger },
    load: async () => {
      const store = new TitleStore({ builtInDir, ownDir, logger });
      await store.load();
      return store;
    },
    [Symbol.asyncDispose]: () => Deno.remove(dir, { recursive: true }),
  };
}

Deno.test("titles are listed: built-in ones first, the longest of them ahead", async () => {
  await using rig = await createRig();
  await write(join(rig.dir, "own", "mine", "o1"), title("mine", "o1", 99_000));
  const store = await rig.load();
  assert.deepEqual(store.list().map((one) => one.titleId), ["long", "short", "mine"]);
  assert.equal(store.file("mine/o1/v0/1.m4s")?.location, join(rig.dir, "own/mine/o1/v0/1.m4s"));
});

Deno.test("only addresses of files of titles lead anywhere", async () => {
  await using rig = await createRig();
  const store = await rig.load();
  assert.ok(store.file("long/b2/v0/1.m4s"));
  for (
    const address of [
      "long/b1/v0/1.m4s",
      "long/b2/title.json",
      "long/b2/../b2/v0/1.m4s",
      "long/b2//v0/1.m4s",
      "/etc/passwd",
      "__proto__",
      "",
    ]
  ) assert.equal(store.file(address), undefined, address);
});

Deno.test("a title that is not whole is neither listed nor given out", async () => {
  await using rig = await createRig();
  await write(join(rig.dir, "own", "cut", "o1"), title("cut", "o1"), "1234");
  const store = await rig.load();
  assert.equal(store.get("cut"), undefined);
  assert.equal(store.file("cut/o1/v0/1.m4s"), undefined);
  assert.equal(rig.logger.lines[0]?.level, "error");
});

Deno.test("publish() takes a folder over, once, and not over another title", async () => {
  await using rig = await createRig();
  const store = await rig.load();
  const from = join(rig.dir, "job");
  await write(from, title("mine", "o1"));
  await store.publish(from, title("mine", "o1"));
  assert.ok(store.file("mine/o1/v0/1.m4s"));
  await store.publish(from, title("mine", "o1"));
  await assert.rejects(store.publish(from, title("mine", "o2")), { code: "CONFLICT" });
  await assert.rejects(store.publish(from, title("long", "o2")), { code: "CONFLICT" });
  assert.ok((await rig.load()).get("mine"), "it is still there after a restart");
});

Deno.test("remove() takes away own titles only", async () => {
  await using rig = await createRig();
  await write(join(rig.dir, "own", "mine", "o1"), title("mine", "o1"));
  const store = await rig.load();
  await assert.rejects(store.remove("long"), { code: "REFUSED" });
  await assert.rejects(store.remove("nothing"), { code: "NOT_FOUND" });
  await store.remove("mine");
  assert.equal(store.get("mine"), undefined);
  assert.equal(store.file("mine/o1/v0/1.m4s"), undefined);
  assert.equal((await rig.load()).get("mine"), undefined);
});

Deno.test("what is left of a title that was being removed goes at the next start", async () => {
  await using rig = await createRig();
  const dir = join(rig.dir, "own", "mine", "o1");
  await write(dir, title("mine", "o1"));
  await Deno.remove(join(dir, TITLE_FILE));
  await rig.load();
  assert.throws(() => Deno.statSync(dir), Deno.errors.NotFound);
});
