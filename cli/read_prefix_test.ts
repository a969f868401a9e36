import assert from "node:assert/strict";
import type { NetopsError } from "@netops/core";
import { readPrefix } from "./read_prefix.ts";

Deno.test("readPrefix() writes a prefix as it stands in the table", async () => {
  const prefixes = {
    "127.30.0.0/16": "127.30.0.0/16",
    "127.30.0.5/16": "127.30.0.0/16",
    " 127.30.0.5 ": "127.30.0.5/32",
    "0.0.0.0/0": "0.0.0.0/0",
    "2001:DB8::5/32": "2001:db8::/32",
    "::1": "::1/128",
  };
  for (const [text, prefix] of Object.entries(prefixes)) {
    assert.equal(await readPrefix(text), prefix);
  }
});

Deno.test("readPrefix() says what is wrong and how to write it", async () => {
  const wrong = {
    "300.0.0.0/8": /as "300\.0\.0\.0" is no IP address/,
    "127.1/16": /as "127\.1" is no IP address/,
    "": /as "" is no IP address/,
    "127.30.0.0/33": /as "33" is no length of 0 to 32 \(IPv4\)/,
    "127.30.0.0/": /as "" is no length/,
    "127.30.0.0/16/4": /as "16\/4" is no length/,
    "127.30.0.0/-1": /as "-1" is no length/,
    "::1/129": /as "129" is no length of 0 to 128 \(IPv6\)/,
  };
  for (const [text, message] of Object.entries(wrong)) {
    await assert.rejects(readPrefix(text), (error: NetopsError) => {
      assert.deepEqual([error.code, error.fix?.includes("127.30.0.0/16")], ["USAGE", true]);
      assert.match(error.message, message);
      return true;
    });
  }
});
