import assert from "node:assert/strict";
import { NetopsError } from "@netops/core";
import type { Filter, FilterPhase } from "./filter.ts";
import { RequestContext } from "./request_context.ts";
import { createFilterChain, runFilters } from "./run_filters.ts";

function context(): RequestContext {
  return new RequestContext(new Request("http://h/"), {
    peer: { hostname: "127.0.0.1", port: 1 },
    listener: { kind: "public", hostname: "127.0.0.1", port: 2 },
    startedAtMs: 0,
  });
}

function filter(phase: FilterPhase, order: number, rest: Partial<Filter> = {}): Filter {
  const name = `${phase} ${order}`;
  return { name, phase, order, applies: () => true, run: () => undefined, ...rest };
}

async function run(filters: readonly Filter[], onBug = (_error: NetopsError) => {}) {
  return await runFilters(createFilterChain(filters), context(), { onBug });
}

Deno.test("runFilters() runs each phase in its order and skips what does not apply", async () => {
  const seen: string[] = [];
  const noting = (phase: FilterPhase, order: number, rest: Partial<Filter> = {}) =>
    filter(phase, order, {
      run: () => {
        seen.push(`${phase} ${order}`);
        return undefined;
      },
      ...rest,
    });
  await run([
    noting("outbound", 1),
    noting("inbound", 2),
    noting("inbound", 1),
    noting("inbound", 3, { applies: () => false }),
    filter("endpoint", 1, { run: () => new Response("ok") }),
  ]);
  assert.deepEqual(seen, ["inbound 1", "inbound 2", "outbound 1"]);
});

Deno.test("runFilters() lets an inbound response end the way to the endpoint", async () => {
  const response = await run([
    filter("inbound", 1, { run: () => Promise.resolve(new Response("early")) }),
    filter("inbound", 2, { run: () => assert.fail("not reached") }),
    filter("endpoint", 1, { run: () => assert.fail("not reached") }),
  ]);
  assert.equal(await response.text(), "early");
});

Deno.test("runFilters() answers errors as problems with their headers, through outbound filters", async () => {
  let outboundStatus = 0;
  const response = await run([
    filter("inbound", 1, {
      run: () => {
        throw new NetopsError("RATE_LIMITED", "Cannot", {
          details: { headers: { "retry-after": "7" } },
        });
      },
    }),
    filter("outbound", 1, {
      run: (_context, response) => {
        outboundStatus = response?.status ?? 0;
        return undefined;
      },
    }),
  ]);
  assert.equal(response.status, 429);
  assert.equal(outboundStatus, 429);
  assert.equal(response.headers.get("retry-after"), "7");
  assert.equal(response.headers.get("content-type"), "application/problem+json");
  assert.equal((await response.json()).code, "RATE_LIMITED");
});

Deno.test("runFilters() hides what a bug says and tells it to onBug", async () => {
  const bugs: NetopsError[] = [];
  const response = await run([
    filter("endpoint", 1, { run: () => Promise.reject(new Error("broken")) }),
    filter("outbound", 1, {
      run: () => {
        throw new Error("outbound broken");
      },
    }),
  ], (error) => bugs.push(error));
  assert.equal(response.status, 500);
  assert.doesNotMatch(await response.text(), /broken/);
  assert.deepEqual(bugs.map((bug) => bug.message), ["broken", "outbound broken"]);
});
