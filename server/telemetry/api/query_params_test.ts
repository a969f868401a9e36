import assert from "node:assert/strict";
import { QueryParams } from "./query_params.ts";

const params = (query: string) => new QueryParams(new URLSearchParams(query));

Deno.test("parameters of a query and of a form count both, those of the form first", async () => {
  const request = new Request("http://x/api/v1/query?match[]=a", {
    method: "POST",
    headers: { "content-type": "application/x-www-form-urlencoded" },
    body: "match[]=b&time=5",
  });
  const read = await QueryParams.of(request);
  assert.deepEqual(read.all("match[]"), ["b", "a"]);
  assert.equal(read.timeMs("time"), 5_000);
});

Deno.test("what is missing has its default, and what is wrong is said in Prometheus' words", () => {
  assert.equal(params("").timeMs("time", 7), 7);
  assert.throws(() => params("time=soon").timeMs("time"), {
    message: 'invalid parameter "time": cannot parse "soon" to a valid timestamp',
  });
  assert.throws(() => params("step=0").stepMs(), /zero or negative query resolution/);
  assert.throws(() => params("step=x").stepMs(), /cannot parse "x" to a valid duration/);
  assert.deepEqual([params("limit=3").limit(), params("").limit()], [3, undefined]);
  assert.throws(() => params("limit=-1").limit(), { errorType: "bad_data" });
});

Deno.test("limits, numbers, flags and the look back are read as Prometheus reads them", () => {
  assert.throws(() => params("limit=abc").limit(), {
    message: 'invalid parameter "limit": strconv.Atoi: parsing "abc": invalid syntax',
  });
  assert.equal(params("limit=0").limit(), undefined);
  assert.deepEqual(
    ["lookback_delta=1ms", "lookback_delta=0", "lookback_delta=-5", ""]
      .map((text) => params(text).lookbackMs()),
    [1, undefined, undefined, undefined],
  );
  assert.throws(() => params("lookback_delta=abc").lookbackMs(), {
    message: 'error parsing lookback delta duration: cannot parse "abc" to a valid duration',
  });
  assert.deepEqual([params("n=-1").number("n"), params("").number("n")], [-1, undefined]);
  assert.throws(() => params("n=x").number("n"), { message: "n must be a number" });
  assert.deepEqual(["f=true", "f=0", ""].map((text) => params(text).flag("f")), [
    true,
    false,
    false,
  ]);
  assert.throws(() => params("f=x").flag("f"), /ParseBool: parsing "x": invalid syntax/);
});
