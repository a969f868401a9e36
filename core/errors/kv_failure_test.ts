import assert from "node:assert/strict";
import { formatKvFailure, readKvFailure } from "./kv_failure.ts";
import { NetopsError, toNetopsError } from "./netops_error.ts";

const thrownBy = (text: string) =>
  new TypeError(
    `KV Connect failed to call 'http://127.0.0.1:24670/user/atomic_write' (status=409 Conflict): ${text}`,
  );

Deno.test("an error of kv comes through Deno's client whole, without an address of ours", () => {
  const full = new NetopsError("DISK_FULL", "Cannot write as the disk is full", { fix: "df -h" });
  const read = readKvFailure(thrownBy(formatKvFailure(full)));
  assert.deepEqual([read?.code, read?.message, read?.fix], [full.code, full.message, full.fix]);
  assert.equal(toNetopsError(thrownBy(formatKvFailure(full))).code, "DISK_FULL");
  const bare = readKvFailure(thrownBy("CONFLICT: Cannot do both"));
  assert.deepEqual([bare?.code, bare?.fix], ["CONFLICT", undefined]);
});

Deno.test("what is no error of kv is none", () => {
  for (const other of [thrownBy("no such row"), thrownBy("NO_SUCH_CODE: x"), new Error("x"), "x"]) {
    assert.equal(readKvFailure(other), undefined);
  }
});
