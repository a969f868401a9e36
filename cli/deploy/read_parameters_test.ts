import assert from "node:assert/strict";
import { NetopsError } from "@netops/core";
import { isPipelineFile } from "./pipeline_file.ts";
import { readParameters } from "./read_parameters.ts";

Deno.test("readParameters() splits at the first =, and takes each name once", () => {
  assert.deepEqual(readParameters(["tier=2", "url=a=b", "empty="]), {
    ...{ tier: "2", url: "a=b", empty: "" },
  });
  for (const text of ["tier", "=2", "2x=1", "a b=1"]) {
    assert.throws(
      () => readParameters([text]),
      (error: NetopsError) => error.code === "USAGE",
      text,
    );
  }
  assert.throws(() => readParameters(["a=1", "a=2"]), /two values for the parameter a/);
});

Deno.test("a word with a folder or the ending of a pipeline file is a file, any other an app", () => {
  const files = [
    "release.yaml",
    "release.yml",
    "r.json",
    "r.ts",
    "r.mts",
    "R.YAML",
    "./release",
    "a/b",
  ];
  assert.deepEqual(files.filter((word) => !isPipelineFile(word)), []);
  assert.deepEqual(["shop", "ts", "shop2", "json"].filter(isPipelineFile), []);
});
