import assert from "node:assert/strict";
import { typeFindings } from "./check_types.ts";

const SCRIPT = { file: "p.ts", url: "file:///me/p.ts", text: "one\ntwo\nthree\n" };

const SAID =
  `TS2551 [ERROR]: Property 'artefact' does not exist on type 'X'. Did you mean 'artifact'?
  p.deploy({ artifact: bake.outputs.artefact });
                                    ~~~~~~~~
    at file:///me/p.ts:2:45

    'artifact' is declared here.
        at file:///netops/reference.ts:3:4

TS2322 [ERROR]: Type '"5"' is not assignable to type 'Duration'.
    at file:///me/other.ts:7:1

Found 2 errors.

error: Type checking failed.
`;

Deno.test("typeFindings() tells each mistake of types at its own place", () => {
  assert.deepEqual(typeFindings(SAID, SCRIPT), [
    {
      severity: "error",
      place: { source: "p.ts", line: 2, column: 45, text: "two" },
      message: "Property 'artefact' does not exist on type 'X'. Did you mean 'artifact'? (TS2551)",
    },
    {
      severity: "error",
      place: { source: "/me/other.ts", line: 7, column: 1 },
      message: "Type '\"5\"' is not assignable to type 'Duration' (TS2322)",
    },
  ]);
});

Deno.test("typeFindings() says when nothing could be checked, and why", () => {
  const [finding, ...others] = typeFindings("error: it is raining\n", SCRIPT);
  assert.deepEqual([others.length, finding?.severity], [0, "warning"]);
  assert.match(finding?.message ?? "", /could not be checked: it is raining$/);
});
