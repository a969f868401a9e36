import assert from "node:assert/strict";
import type { FailPoint, FaultEffect } from "@netops/core/contracts";
import { FailPoints, FaultBook } from "@netops/core/faults";
import { createHost } from "@netops/core/host";
import { sha256Hex } from "../../oca/appliance/check_package.ts";
import { ObjectStore } from "../../oca/appliance/object_store.ts";
import { FaultClient } from "./fault_client.ts";
import { makeTitle } from "./oca_origin.ts";
import { startOcaRig, until, urlOf } from "./oca_rig.ts";

type Mode = Extract<FaultEffect, { type: "fail-point" }>["mode"];

const at = (point: FailPoint, mode: Mode): FaultEffect => ({
  ...{ type: "fail-point", point, mode, delayMs: 0, ratio: 1 },
});

Deno.test("an OCA with a faulty disk serves wrong bytes or none, mends itself, and keeps nothing of it", async () => {
  const made = await makeTitle("night-signal", { segmentBytes: 120_000 });
  await using rig = await startOcaRig({ titles: [made] });
  const oca = await rig.startOca({ config: { scrubMs: 3_600_000 } });
  const faults = new FaultClient(oca.boot);
  const get = async (path = "v0/1.m4s") => {
    const response = await fetch(urlOf(oca, made.title, path));
    return { status: response.status, bytes: await response.bytes() };
  };
  const isServed = async () => (await get()).status === 200;
  const wanted = made.title.files.find(({ path }) => path === "v0/1.m4s")?.sha256;
  const isRight = async () => await sha256Hex((await get()).bytes) === wanted;
  await until("the title is served", isServed);
  assert.equal(await isRight(), true);

  await faults.put(at("store-read", "corrupt"), { leaseMs: 1_500 });
  assert.equal(await isRight(), false, "although it was in memory");
  await until("the lease ends", async () => (await faults.list()).length === 0, 3_000);
  assert.equal(await isRight(), true, "and no wrong byte is in memory");

  await faults.put(at("objects", "error"), { id: "fill" });
  await faults.put(at("store-read", "error"), { id: "read" });
  assert.equal((await get()).status, 503);
  await faults.remove("read");
  await until("it gave the object up", async () => (await get()).status === 404);
  await until(
    "it tries to fill again",
    async () => (await faults.list()).some(({ id, hits }) => id === "fill" && hits > 0),
  );
  assert.equal((await get()).status, 404);
  await faults.put(at("store-write", "read-only"), { id: "write" });
  await faults.remove("fill");
  await until("it cannot keep what it fills", async () => {
    await faults.renew(["write"], 5_000);
    return (await faults.list()).some(({ id, hits }) => id === "write" && hits > 0);
  });
  assert.equal((await get()).status, 404);
  await faults.remove("write");
  await until("it is filled and served again", isServed);
  assert.equal(await isRight(), true);
});

Deno.test("an OCA that cannot reach cachecontrol drains itself, and serves again when it can", async () => {
  await using rig = await startOcaRig();
  const oca = await rig.startOca();
  const faults = new FaultClient(oca.boot);
  const serving = async () => {
    const { boot: { host, adminPort } } = oca;
    const text = await (await fetch(`http://${host}:${adminPort}/metrics`)).text();
    return /^oca_serving 1$/m.test(text);
  };
  await until("it serves", serving);
  await faults.put(at("cachecontrol", "error"), { leaseMs: 60_000 });
  await until("it is cut off", async () => !await serving());
  await faults.remove();
  await until("it serves again", serving);
});

Deno.test("a disk without space says so as a full one does", async () => {
  const { clock, timer, createRng } = createHost();
  const book = new FaultBook({ clock, timer, createRng, owner: "oca-1" });
  const dir = await Deno.makeTempDir({ prefix: "netops-oca-" });
  try {
    const store = new ObjectStore(dir, new FailPoints({ book, timer }));
    await store.open();
    const bytes = new Uint8Array([1, 2, 3]);
    const sha256 = await sha256Hex(bytes);
    book.put({
      ...{ id: "f", kind: "disk", effect: at("store-write", "full"), match: {}, seed: "1" },
      ...{ remainingMs: 60_000, leaseMs: 5_000 },
    });
    await assert.rejects(store.write(sha256, bytes), { code: "DISK_FULL" });
    assert.equal(await store.has({ sha256, sizeBytes: 3 }), false);
    book.close();
    await store.write(sha256, bytes);
    assert.deepEqual(await store.read(sha256), bytes);
  } finally {
    book.close();
    await Deno.remove(dir, { recursive: true });
  }
});
