import assert from "node:assert/strict";
import { createTraceScope } from "./trace_scope.ts";

const trace = (spanId: string) => ({ traceId: "t", spanId, isSampled: true });

Deno.test("a scope follows what it awaits, and ends with its work", async () => {
  const scope = createTraceScope();
  const seen = await Promise.all(["a", "b"].map((spanId) =>
    scope.run(trace(spanId), async () => {
      await Promise.resolve();
      await new Promise((resolve) => queueMicrotask(() => resolve(undefined)));
      return scope.current()?.spanId;
    })
  ));
  assert.deepEqual(seen, ["a", "b"]);
  assert.equal(scope.current(), undefined);
});
