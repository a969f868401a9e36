import type { TraceScope } from "../ports/tracer.ts";
import { createScope } from "./async_scope.ts";

/** Makes the scope of traces. It costs some 2 µs a run: not for the hottest paths. */
export function createTraceScope(): TraceScope {
  return createScope();
}
