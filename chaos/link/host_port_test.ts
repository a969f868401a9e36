import assert from "node:assert/strict";
import { readAddress } from "./host_port.ts";

Deno.test("readAddress() takes loopback, and localhost as 127.0.0.1", () => {
  assert.deepEqual(readAddress("127.0.0.1:80"), { hostname: "127.0.0.1", port: 80 });
  assert.deepEqual(readAddress("127.9.255.3:0"), { hostname: "127.9.255.3", port: 0 });
  assert.deepEqual(readAddress("LocalHost:"), { hostname: "127.0.0.1", port: 0 });
});

Deno.test("readAddress() refuses everything else", () => {
  const foreign = ["0.0.0.0:1", ":1", "[::]:1", "128.0.0.1:1", "127.0.0.256:1", "127.1:1"];
  const names = ["127.0.0.1.example.com:1", "example.com:1", "localhost.example.com:1"];
  for (const text of [...foreign, ...names]) {
    const read = readAddress(text);
    assert.ok("fault" in read && read.isForeign, text);
  }
});

Deno.test("readAddress() refuses what is no address in the words of Go", () => {
  const faults = [
    ["x", "address x: missing port in address"],
    ["a:b:c", "address a:b:c: too many colons in address"],
    ["127.0.0.1:abc", "lookup tcp/abc: unknown port"],
    ["127.0.0.1:70000", "address 70000: invalid port"],
  ] as const;
  for (const [text, fault] of faults) {
    assert.deepEqual(readAddress(text), { fault, isForeign: false });
  }
});
