import assert from "node:assert/strict";
import { ANSWER } from "../view/view_fixture.ts";
import { ServingOca } from "./serving_oca.ts";

const segment = (host: number) => `http://127.0.0.${host}:80/a/1/v0/1.m4s?exp=1`;

Deno.test("a change after a failed request is a failover, any other change is steering", () => {
  const serving = new ServingOca(ANSWER.ocas);
  assert.deepEqual(serving.served(segment(1)), { oca: "one", isFailover: false });
  serving.failed(segment(1));
  assert.deepEqual(serving.served(segment(2)), { oca: "two", from: "one", isFailover: true });
  assert.deepEqual(serving.served(segment(1)), { oca: "one", from: "two", isFailover: false });
});

Deno.test("a request that failed once and then came drives nobody away", () => {
  const serving = new ServingOca(ANSWER.ocas);
  serving.served(segment(1));
  serving.failed(segment(1));
  serving.served(segment(1));
  assert.equal(serving.served(segment(2)).isFailover, false);
});

Deno.test("an OCA that the engine gave up counts as failed; an unknown one is named by its host", () => {
  const serving = new ServingOca(ANSWER.ocas);
  serving.served(segment(1));
  serving.failedOca("one");
  assert.deepEqual(serving.served("http://127.0.0.9:1/x"), {
    oca: "127.0.0.9:1",
    from: "one",
    isFailover: true,
  });
});
