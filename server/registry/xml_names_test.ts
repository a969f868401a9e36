import assert from "node:assert/strict";
import fc from "fast-check";
import { decodeXmlName, encodeXmlName } from "./xml_names.ts";

Deno.test("encodeXmlName() writes names as XStream does", () => {
  assert.equal(encodeXmlName("a_b$c"), "a__b_-c");
  assert.equal(encodeXmlName("my key"), "my_.0020key");
  assert.equal(encodeXmlName("9lives"), "_.0039lives");
  assert.equal(encodeXmlName("management.port"), "management.port");
});

Deno.test("decodeXmlName() takes a lone underscore as itself", () => {
  assert.equal(decodeXmlName("a_b"), "a_b");
});

Deno.test("every key comes back, and every name is an XML name", () => {
  fc.assert(fc.property(fc.string({ unit: "binary", minLength: 1 }), (key) => {
    const name = encodeXmlName(key);
    assert.match(name, /^[A-Za-z_][A-Za-z0-9._-]*$/);
    assert.equal(decodeXmlName(name), key);
  }));
});
