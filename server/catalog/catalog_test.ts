import assert from "node:assert/strict";
import type { CatalogRecord } from "@netops/core/contracts";
import { FakeClock, FakeTimer, RecordingLogger } from "@netops/core/testing";
import { Catalog } from "./catalog.ts";
import { testPackage } from "./catalog_fixture.ts";
import { followOrigin, followStore } from "./follow.ts";
import { CatalogStore } from "./store.ts";

class World {
  readonly clock = new FakeClock();
  readonly published: CatalogRecord[] = [];

  private constructor(readonly kv: Deno.Kv) {}

  static async run(test: (world: World) => Promise<void>): Promise<void> {
    const kv = await Deno.openKv(":memory:");
    try {
      await test(new World(kv));
    } finally {
      kv.close();
    }
  }

  instance() {
    const store = new CatalogStore(this.kv);
    const publish = (record: CatalogRecord) => void this.published.push(record);
    return { store, catalog: new Catalog({ store, clock: this.clock, publish }) };
  }
}

Deno.test("what origin holds is in the catalogue, and each change is told once", () =>
  World.run(async (world) => {
    const { catalog } = world.instance();
    await catalog.takePackages([testPackage("a"), testPackage("b")]);
    await catalog.takePackages([testPackage("a"), testPackage("b")]);
    await catalog.takePackages([testPackage("b")]);
    assert.deepEqual(catalog.titles.map(({ id }) => id), ["b"]);
    assert.deepEqual(
      world.published.map(({ type, titleId }) => `${type} ${titleId}`),
      ["changed a", "changed b", "removed a"],
    );
  }));

Deno.test("a catalogue that nobody has read yet says so; one without titles is empty", () =>
  World.run(async (world) => {
    const { catalog } = world.instance();
    assert.throws(() => catalog.shownIn("DE"), { code: "UNHEALTHY" });
    await catalog.takePackages([]);
    assert.deepEqual(catalog.shownIn("DE"), []);
    await catalog.takePackages([testPackage("a")]);
    const restarted = world.instance().catalog;
    assert.throws(() => restarted.requireKnown(), { code: "UNHEALTHY" });
    await restarted.refresh();
    assert.equal(restarted.shownIn("DE").length, 1);
  }));

Deno.test("a licence counts at once, and hides the title where it does not hold", () =>
  World.run(async (world) => {
    const { catalog } = world.instance();
    await catalog.takePackages([testPackage("a")]);
    await catalog.setLicence("a", { countries: ["US"], window: {} });
    assert.deepEqual(catalog.shownIn("DE"), []);
    assert.equal(catalog.shownIn("US").length, 1);
    const untilMs = world.clock.nowMs() + 10;
    await catalog.setLicence("a", { countries: "all", window: { untilMs } });
    assert.equal(catalog.shownIn("DE").length, 1);
    world.clock.advance(10);
    assert.equal(catalog.shownIn("DE").length, 0);
  }));

Deno.test("a title that is not there is NOT_FOUND, and takes no licence", () =>
  World.run(async (world) => {
    const { catalog } = world.instance();
    assert.throws(() => catalog.title("a"), { code: "NOT_FOUND" });
    const licence = { countries: "all", window: {} } as const;
    await assert.rejects(catalog.setLicence("a", licence), { code: "NOT_FOUND" });
  }));

Deno.test("an instance follows what another one writes", () =>
  World.run(async (world) => {
    const [writer, reader] = [world.instance(), world.instance()];
    const stopping = new AbortController();
    const timer = new FakeTimer();
    const logger = new RecordingLogger();
    const following = followStore({ ...reader, timer, logger, signal: stopping.signal });
    await writer.catalog.takePackages([testPackage("a")]);
    await writer.catalog.setLicence("a", { countries: ["FR"], window: {} });
    const isThere = () =>
      reader.catalog.titles.length > 0 && reader.catalog.shownIn("FR").length === 1 &&
      reader.catalog.shownIn("DE").length === 0;
    for (let turn = 0; turn < 20_000 && !isThere(); turn++) await world.kv.get(["turn"]);
    assert.ok(isThere());
    stopping.abort();
    await following;
  }));

Deno.test("an origin that is away empties nothing and is asked again", () =>
  World.run(async (world) => {
    const { store, catalog } = world.instance();
    await catalog.takePackages([testPackage("a")]);
    const stopping = new AbortController();
    const timer = new FakeTimer();
    let asked = 0;
    const read = () => {
      if (++asked < 3) return Promise.reject(new Error("away"));
      return Promise.resolve([testPackage("a"), testPackage("b")]);
    };
    const options = { store, catalog, timer, logger: new RecordingLogger() };
    const following = followOrigin({ ...options, signal: stopping.signal }, read);
    await timer.advance(1);
    assert.equal(catalog.titles.length, 1);
    await timer.advance(500);
    while (catalog.titles.length < 2) await world.kv.get(["turn"]);
    assert.equal(asked, 3);
    stopping.abort();
    await following;
  }));
