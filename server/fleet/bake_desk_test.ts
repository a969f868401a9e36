import assert from "node:assert/strict";
import type { ProgramRunner } from "@netops/core";
import { createFixedRng, FakeTimer } from "@netops/core/testing";
import { versionOf } from "../artifact/mod.ts";
import { BakeDesk } from "./bake_desk.ts";
import { bootOf, manifestOf } from "./fleet_fixture.ts";

/** A desk over a project with a service; removed at the end. */
async function withDesk(
  run: (world: {
    readonly desk: BakeDesk;
    readonly events: string[];
    readonly project: string;
    readonly ended: () => number;
  }) => Promise<void>,
): Promise<void> {
  const project = await Deno.realPath(await Deno.makeTempDir({ prefix: "netops-desk-" }));
  await Deno.mkdir(`${project}/shop`);
  await Deno.writeTextFile(`${project}/shop/a.js`, "one");
  await Deno.writeTextFile(`${project}/shop/b.tmp`, "left out");
  const timer = new FakeTimer();
  const events: string[] = [];
  let ended = 0;
  const runner: ProgramRunner = {
    run: () => Promise.reject(new Error("no program is run here")),
    endAll: () => ++ended,
  };
  const desk = new BakeDesk({
    ...{ artifactsDir: `${project}/.netops/artifacts`, runner, timer, clock: timer.clock },
    boot: bootOf({ projectDir: project, services: [manifestOf({ exclude: ["*.tmp"] })] }),
    createRng: () => createFixedRng("bake"),
    isOwn: (app) => app === "user",
    record: (kind, subject) => void events.push(`${kind} ${subject}`),
  });
  try {
    await run({ desk, events, project, ended: () => ended });
  } finally {
    await Deno.remove(project, { recursive: true });
  }
}

const from = (dir: string) => ({ kind: "dir", dir }) as const;

Deno.test("a folder is baked as the app says what stays out, once for the same content", async () => {
  await withDesk(async ({ desk, events, project }) => {
    const baked = await desk.bake({ app: "hello", from: from("shop") });
    const path = `${project}/.netops/artifacts/${baked.hash}`;
    assert.deepEqual([...Deno.readDirSync(path)].map(({ name }) => name), ["a.js"]);
    assert.deepEqual([baked.app, baked.isNew, baked.warnings], ["hello", true, []]);
    assert.equal(baked.version, versionOf(baked.hash, manifestOf()));
    const again = await desk.bake({ app: "hello", from: from(`${project}/shop`) });
    assert.deepEqual([again.hash, again.isNew], [baked.hash, false]);
    assert.deepEqual(events, ["artifact.bake hello", "artifact.bake hello"]);
  });
});

Deno.test("only services of the user are baked", async () => {
  await withDesk(async ({ desk }) => {
    await assert.rejects(desk.bake({ app: "user", from: from("shop") }), {
      ...{ code: "REFUSED", message: "Cannot bake user as its code is netops's own" },
    });
    await assert.rejects(desk.bake({ app: "nobody", from: from("shop") }), {
      ...{ code: "NOT_FOUND", fix: "add nobody to services of netops.yaml, then: netops up" },
    });
    await assert.rejects(desk.bake({ app: "hello", from: from("nowhere") }), {
      ...{ code: "NOT_FOUND", message: /nowhere as it is not there/ },
    });
    assert.equal(desk.isBusy, false);
  });
});

Deno.test("a bake waits for what it must not meet, and is busy meanwhile", async () => {
  await withDesk(async ({ desk, ended }) => {
    const { promise, resolve } = Promise.withResolvers<string>();
    const tidying = desk.alone(() => promise);
    let isBaked = false;
    const baking = desk.bake({ app: "hello", from: from("shop") }).then(() => isBaked = true);
    assert.deepEqual([desk.isBusy, isBaked], [true, false]);
    desk.close();
    assert.equal(ended(), 1, "programs of a bake end with the platform");
    resolve("done");
    assert.equal(await tidying, "done");
    await baking;
    assert.equal(desk.isBusy, false);
    desk.close();
    assert.equal(ended(), 1);
    await assert.rejects(desk.alone(() => Promise.reject(new Error("full"))), /full/);
    await desk.bake({ app: "hello", from: from("shop") });
  });
});
