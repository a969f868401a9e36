import assert from "node:assert/strict";
import type { ParameterSpec } from "@netops/core/contracts";
import { fillParameters, type ParameterValue } from "./fill_parameters.ts";

const SPECS: ParameterSpec[] = [
  { name: "tag", type: "string", default: "latest" },
  { name: "count", type: "number", options: [1, 2] },
  { name: "dry", type: "boolean", default: false },
];

Deno.test("what is given counts, else the default; texts are read as what is wanted", () => {
  assert.deepEqual(fillParameters(SPECS, { count: 2 }), { tag: "latest", count: 2, dry: false });
  assert.deepEqual(fillParameters(SPECS, { count: "1", dry: "true", tag: 7 }), {
    ...{ tag: "7", count: 1, dry: true },
  });
});

Deno.test("what is unknown, missing, of another type or no option is refused by name", () => {
  const refused = (given: Record<string, ParameterValue>, message: RegExp) =>
    assert.throws(() => fillParameters(SPECS, given), { code: "CONFIG_INVALID", message });
  refused(
    { count: 1, x: 1 },
    /parameter x: the pipeline has no such parameter; it has: tag, count, dry/,
  );
  refused({}, /parameter count: it has no default and was not given/);
  refused({ count: "many" }, /parameter count: "many" is no number/);
  refused({ count: "" }, /parameter count: "" is no number/);
  refused({ count: 1, dry: "yes" }, /parameter dry: "yes" is no boolean/);
  refused({ count: 1, dry: 1 }, /parameter dry: 1 is no boolean/);
  refused({ count: 3 }, /parameter count: 3 is none of 1, 2/);
});
