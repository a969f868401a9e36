import { NetopsError } from "@netops/core";
import assert from "node:assert/strict";
import { storageError } from "./storage_error.ts";

Deno.test({
  name: "storageError() calls a full disk DISK_FULL",
  ignore: Deno.build.os !== "linux",
  fn() {
    let thrown: unknown;
    try {
      Deno.writeTextFileSync("/dev/full", "x");
    } catch (error) {
      thrown = error;
    }
    const error = storageError(thrown, "/home/x");
    assert.equal(error.code, "DISK_FULL");
    assert.equal(error.message, "Cannot write to /home/x as no space is left");
    assert.equal(error.cause, thrown);
  },
});

Deno.test("storageError() tells a read-only store from a bug and keeps our own errors", () => {
  const withCode = (code: string) => Object.assign(new Error("boom"), { code });
  assert.equal(storageError(withCode("EROFS"), "/x").code, "HOME_NOT_WRITABLE");
  assert.equal(storageError(withCode("EACCES"), "/x").code, "HOME_NOT_WRITABLE");
  assert.equal(storageError(new TypeError("boom"), "/x").code, "BUG");
  const own = new NetopsError("CONFLICT", "Cannot");
  assert.equal(storageError(own, "/x"), own);
});
