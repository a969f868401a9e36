import assert from "node:assert/strict";
import { NetopsError } from "@netops/core";
import type { StoredLook } from "@netops/core/contracts";
import { findLooks, type LooksApi, newestLooks, readLooksOf } from "./judge_looks.ts";

function look(execution: string, number: number): StoredLook {
  const look = { look: number, fromMs: 0, toMs: number, verdict: "pass", score: 100, rule: "" };
  return {
    ...{ execution, app: "shop", mode: "netops", seed: "1", config: {}, over: {}, data: {} },
    look: { ...look, metrics: [] },
  } as StoredLook;
}

/** A conductor that knows these looks and executions, and what it was asked. */
class Conductor {
  readonly paths: string[] = [];
  readonly api: LooksApi;

  constructor(
    looks: readonly StoredLook[],
    executions: readonly string[] = [],
    skipped: readonly number[] = [],
  ) {
    this.api = {
      json: <T>(app: string, { path }: { readonly path: string }) => {
        assert.equal(app, "conductor");
        this.paths.push(path);
        const { pathname, searchParams } = new URL(path, "http://none");
        if (pathname === "/v1/executions") {
          const found = searchParams.get("app") === "shop" ? executions : [];
          return Promise.resolve({ executions: found.map((id) => ({ id })) } as T);
        }
        if (!pathname.endsWith("looks")) {
          const looks = skipped.map((look) => ({ look, isSkipped: true }));
          return Promise.resolve({ stages: [{ deploy: { looks } }] } as T);
        }
        const id = pathname.match(/^\/v1\/executions\/(.*)\/looks$/)?.[1];
        const found = looks.filter((one) =>
          id === undefined ? one.app === (searchParams.get("app") ?? one.app) : one.execution === id
        );
        const limit = Number(searchParams.get("limit") ?? Infinity);
        return Promise.resolve({ looks: found.slice(0, limit) } as T);
      },
    };
  }
}

Deno.test("a look is named DEPLOY or DEPLOY/NUMBER, and nothing else", () => {
  assert.deepEqual(readLooksOf("shop"), { deploy: "shop" });
  assert.deepEqual(readLooksOf("d-1/12"), { deploy: "d-1", look: 12 });
  for (const bad of ["d-1/", "d-1/0", "d-1/x", "d-1/1/2", "/1", "d-1/-1"]) {
    assert.throws(() => readLooksOf(bad), { code: "USAGE" }, bad);
  }
});

Deno.test("an id means its looks, and an app its newest execution that was judged", async () => {
  const conductor = new Conductor([look("d-2", 1), look("d-1", 1), look("d-1", 2)]);
  const ids = async (deploy: string, number?: number) => {
    const of = number === undefined ? { deploy } : { deploy, look: number };
    const found = await findLooks(conductor.api, of);
    return found.looks.map(({ execution, look }) => `${execution}/${look.look}`);
  };
  assert.deepEqual(await ids("d-1"), ["d-1/1", "d-1/2"]);
  assert.deepEqual(await ids("d-1", 2), ["d-1/2"]);
  assert.deepEqual(await ids("shop"), ["d-2/1"]);
});

Deno.test("a look that is not there is told with those that are", async () => {
  const conductor = new Conductor([look("d-1", 1), look("d-1", 2)], ["d-9"]);
  await assert.rejects(findLooks(conductor.api, { deploy: "d-1", look: 5 }), {
    ...{ code: "NOT_FOUND", message: "Deploy d-1 has no look 5, only 1, 2" },
  });
  await assert.rejects(findLooks(new Conductor([], ["d-9"]).api, { deploy: "shop" }), (error) => {
    assert.ok(error instanceof NetopsError);
    assert.match(error.message, /Deploy d-9 has no look .*: nothing was judged/);
    assert.equal(error.fix, "netops deploy status d-9");
    return true;
  });
});

Deno.test("looks that were skipped by hand are told, and never said to be judged again", async () => {
  const conductor = new Conductor([look("d-1", 2)], [], [1]);
  const { looks, skipped } = await findLooks(conductor.api, { deploy: "d-1" });
  assert.deepEqual([looks.map((one) => one.look.look), skipped], [[2], [1]]);
  assert.deepEqual((await findLooks(conductor.api, { deploy: "d-1", look: 2 })).skipped, []);
  const only = "Cannot judge d-1 again: look 1 was skipped by hand, so that nothing was judged";
  await assert.rejects(findLooks(conductor.api, { deploy: "d-1", look: 1 }), { message: only });
  const nothing = new Conductor([], [], [1]);
  await assert.rejects(findLooks(nothing.api, { deploy: "d-1" }), { message: only });
});

Deno.test("the newest looks are asked for by app and number", async () => {
  const conductor = new Conductor([look("d-2", 1), look("d-1", 1)]);
  assert.equal((await newestLooks(conductor.api, { limit: 1 })).length, 1);
  await newestLooks(conductor.api, { limit: 20, app: "a b" });
  assert.deepEqual(conductor.paths, ["/v1/looks?limit=1", "/v1/looks?limit=20&app=a+b"]);
});
