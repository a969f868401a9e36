import assert from "node:assert/strict";
import { QueryParams } from "./query_params.ts";

const params = (query: string) => new QueryParams(new URLSearchParams(query));

Deno.test("parameters of a query and of a form count both", async () => {
  const request = new Request("http://x/api/v1/query?match[]=a", {
    method: "POST",
    headers: { "content-type": "application/x-www-form-urlencoded" },
    body: "match[]=b&time=5",
  });
  const read = await QueryParams.of(request);
  assert.deepEqual(read.all("match[]"), ["a", "b"]);
  assert.equal(read.timeMs("time"), 5_000);
});

Deno.test("what is missing has its default, and what is wrong is said in Prometheus' words", () => {
  assert.equal(params("").timeMs("time", 7), 7);
  assert.throws(() => params("time=soon").timeMs("time"), {
    message: 'invalid parameter "time": cannot parse "soon" to a valid timestamp',
  });
  assert.throws(() => params("step=0").durationMs("step"), /zero or negative query resolution/);
  assert.throws(() => params("step=x").durationMs("step"), /cannot parse "x" to a valid duration/);
  assert.deepEqual([params("limit=3").limit(), params("").limit()], [3, undefined]);
  assert.throws(() => params("limit=-1").limit(), { errorType: "bad_data" });
});
