import { NetopsError } from "@netops/core";
import assert from "node:assert/strict";
import { unstartedDocument } from "./unstarted_document.ts";

const stop = { name: undefined, exitCode: undefined };

Deno.test("what was refused or invalid left nothing, and what was cut off may have", () => {
  const of = (code: "REFUSED" | "CONFIG_INVALID" | "UPSTREAM_FAILED", details = {}) => {
    const error = new NetopsError(code, "why", { details });
    const document = unstartedDocument(error, { stop, isCompat: false, id: "x-1" });
    return [document["verdict"], document["status"], document["undone"], document["exitCode"]];
  };
  assert.deepEqual(of("REFUSED"), ["refused", "aborted", true, 6]);
  assert.deepEqual(of("CONFIG_INVALID"), ["failed", "failed", true, 2]);
  assert.deepEqual(of("UPSTREAM_FAILED"), ["failed", "failed", false, 1]);
  assert.deepEqual(of("UPSTREAM_FAILED", { begun: false }), ["failed", "failed", true, 1]);
});

Deno.test("a signal makes it interrupted, and as the Chaos Toolkit every other code is 1", () => {
  const error = new NetopsError("CONFIG_INVALID", "why");
  const ended = { name: "SIGINT", exitCode: 130 } as const;
  const document = unstartedDocument(error, { stop: ended, isCompat: false, id: "" });
  assert.deepEqual([document["verdict"], document["exitCode"]], ["interrupted", 130]);
  for (const given of [stop, ended]) {
    assert.equal(unstartedDocument(error, { stop: given, isCompat: true, id: "" })["exitCode"], 1);
  }
});

Deno.test("a run that was cut off left nothing when its faults are known to be gone", () => {
  const stop = { name: undefined, exitCode: undefined };
  const error = new NetopsError("UPSTREAM_FAILED", "It was cut off");
  const of = (isUndone: boolean) =>
    unstartedDocument(error, { stop, isCompat: false, id: "x-1", isUndone })["undone"];
  assert.deepEqual([of(true), of(false)], [true, false]);
});
