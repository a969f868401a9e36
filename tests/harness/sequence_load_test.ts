import assert from "node:assert/strict";
import { SequenceLoad } from "./sequence_load.ts";

Deno.test("what was late because the asking process stood still is spread, and the stall is said", async () => {
  let underWay = 0;
  let most = 0;
  await using server = Deno.serve(
    { hostname: "127.0.0.1", port: 0, onListen() {} },
    async (request) => {
      most = Math.max(most, ++underWay);
      await new Promise((resolve) => setTimeout(resolve, 5));
      underWay--;
      return Response.json({ n: Number(new URL(request.url).searchParams.get("n")), version: "v" });
    },
  );
  const load = new SequenceLoad({ url: `http://127.0.0.1:${server.addr.port}/`, perS: 500 });
  await new Promise((resolve) => setTimeout(resolve, 100));
  const until = performance.now() + 1_000;
  while (performance.now() < until);
  await new Promise((resolve) => setTimeout(resolve, 600));
  const { sent, dropped, longestStallMs } = await load.end();
  assert.deepEqual(dropped, []);
  assert.ok(longestStallMs > 900, `a stall of ${longestStallMs} ms`);
  assert.ok(sent > 600, `only ${sent} were sent`);
  assert.ok(most < 400, `${most} at once`);
});
