import assert from "node:assert/strict";
import { kindsOf } from "./kinds_of.ts";

Deno.test("kindsOf() counts what differs by numbers only as one kind, most first", () => {
  const kinds = kindsOf([
    ...["17: 502 from d-4bf92f3577b34da6a3ce929d0e0e4736", "closed with 1001 stop after 12 echoes"],
    ...["closed with 1001 stop after 31 echoes", "closed with 1000 done after 4 echoes"],
  ]);
  assert.deepEqual(kinds.split("\n"), [
    ...[
      "2 × closed with 1001 stop after # echoes",
      "1 × 502 from d-#",
      "1 × closed with 1000 done after # echoes",
    ],
  ]);
  assert.equal(kindsOf([]), "");
});
