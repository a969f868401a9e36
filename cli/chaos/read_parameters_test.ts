import assert from "node:assert/strict";
import { readParameters } from "./read_parameters.ts";

Deno.test("a value that is JSON is what it says, anything else is text", () => {
  const words = ["delayMs=300", "path=/a=b", 'methods=["GET"]', "header=", "isOn=true"];
  assert.deepEqual(readParameters(words, "latency"), {
    ...{ delayMs: 300, path: "/a=b", methods: ["GET"], header: "", isOn: true },
  });
});

Deno.test("a word without a name is refused with the command that shows the names", () => {
  for (const word of ["300", "=300"]) {
    const read = () => readParameters([word], "latency");
    assert.throws(read, { code: "USAGE", fix: "netops chaos show latency" });
  }
});
