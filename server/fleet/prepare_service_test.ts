import assert from "node:assert/strict";
import { createFixedRng, FakeClock } from "@netops/core/testing";
import { bootOf, manifestOf } from "./fleet_fixture.ts";
import { prepareService } from "./prepare_service.ts";
import type { Group } from "./model.ts";
import { FleetStore } from "./store.ts";

/** A service in a folder that can be changed; `living` is what runs of it. */
async function withService(
  run: (service: {
    readonly store: FleetStore;
    readonly living: Group[];
    prepare(text: string): Promise<Group>;
  }) => Promise<void>,
): Promise<void> {
  const root = await Deno.makeTempDir({ prefix: "netops-prepare-" });
  const dir = `${root}/hello`;
  await Deno.mkdir(dir);
  const store = new FleetStore(":memory:");
  const clock = new FakeClock();
  const living: Group[] = [];
  const prepare = async (text: string) => {
    await Deno.writeTextFile(`${dir}/a.js`, text);
    clock.advance(1_000);
    return await prepareService(manifestOf({ dir }), {
      ...{ boot: bootOf(), artifactsDir: `${root}/artifacts`, store, clock },
      ...{ rng: createFixedRng("1"), living: () => living, onWarning: () => undefined },
    });
  };
  try {
    await run({ store, living, prepare });
  } finally {
    store.close();
    await Deno.remove(root, { recursive: true });
  }
}

Deno.test("a version that ran last keeps its name, another one gets the next", async () => {
  await withService(async ({ prepare, store }) => {
    const first = await prepare("one");
    assert.deepEqual([first.name, first.cluster], ["hello-v000", "hello"]);
    assert.equal((await prepare("one")).name, "hello-v000");
    const second = await prepare("two");
    assert.equal(second.name, "hello-v001");
    const row = store.group("hello-v001")!;
    assert.equal(row.artifact, second.dir.split("/").at(-1));
    assert.equal(row.manifest?.app, "hello");
  });
});

Deno.test("what serves keeps its row and its key; a group that is there lends nobody its name", async () => {
  await withService(async ({ prepare, store, living }) => {
    const serving = await prepare("one");
    store.saveGroup({ ...store.group("hello-v000")!, key: "e1/new" });
    living.push(serving);
    assert.equal((await prepare("one")).name, "hello-v000");
    assert.equal(store.group("hello-v000")!.key, "e1/new");
    const beside = await prepare("two");
    living.push(beside);
    assert.equal((await prepare("two")).name, "hello-v002", "hello-v001 is there without traffic");
  });
});

Deno.test("groups of another cluster of the app do not give their name", async () => {
  await withService(async ({ prepare, store }) => {
    const { version } = await prepare("one");
    const createdAtMs = Date.now() * 2;
    store.saveGroup({ name: "hello-baseline-v007", app: "hello", version, createdAtMs });
    assert.equal((await prepare("one")).name, "hello-v000");
  });
});
