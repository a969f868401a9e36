import assert from "node:assert/strict";
import fc from "fast-check";
import { clientAddress, prefixOf } from "./client_address.ts";

const ask = (forwardedFor: string | null, wished?: string, peer = "127.0.0.1") =>
  clientAddress({ forwardedFor, peer, wished });

Deno.test("the address is the last one that was forwarded: what stands before is the client's word", () => {
  assert.equal(ask("6.6.6.6, 203.0.113.7"), "203.0.113.7");
  assert.equal(ask("2001:DB8:0::1"), "2001:db8::1");
  assert.equal(ask("::ffff:203.0.113.7"), "203.0.113.7");
});

Deno.test("without a gateway it is whoever called", () => {
  assert.equal(ask(null, undefined, "127.0.0.9"), "127.0.0.9");
  assert.equal(ask("junk", undefined, "127.0.0.9"), "127.0.0.9");
});

Deno.test("a wish is heard from loopback only", () => {
  for (const loopback of ["127.0.0.1", "127.10.20.30", "::1", "::ffff:127.0.0.1"]) {
    assert.equal(ask(loopback, "127.20.0.1"), "127.20.0.1");
  }
  const octet = fc.integer({ min: 1, max: 223 }).filter((first) => first !== 127);
  fc.assert(fc.property(octet, fc.nat(255), (first, last) => {
    const address = `${first}.0.0.${last}`;
    assert.equal(ask(address, "127.20.0.1"), address);
  }));
});

Deno.test("a wish that is no address, or can be read in two ways, is not heard", () => {
  for (
    const odd of ["", "x", "1", "0x7f.1", "127.0.0.01", "127.0.0.256", "127.0.0.1/8", "localhost"]
  ) {
    assert.equal(ask("127.0.0.1", odd), "127.0.0.1", odd);
  }
});

Deno.test("clients of one network share a ranking, clients of two do not", () => {
  assert.equal(prefixOf("127.10.0.1"), prefixOf("127.10.0.200"));
  assert.notEqual(prefixOf("127.10.0.1"), prefixOf("127.10.1.1"));
  assert.equal(prefixOf("2001:db8:1::1"), prefixOf("2001:db8:1:2::1"));
  assert.notEqual(prefixOf("2001:db8:1::1"), prefixOf("2001:db8:2::1"));
});
