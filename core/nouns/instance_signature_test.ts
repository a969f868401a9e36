import assert from "node:assert/strict";
import { createSignatureCheck, type SignedInstance, signInstance } from "./instance_signature.ts";

const TOKEN = "run-token";
const FIELDS = {
  id: "hello-v000-ab12",
  app: "hello",
  serverGroup: "hello-v000",
  host: "127.0.0.1",
  port: 20_001,
};

function signed(changes: Partial<SignedInstance> = {}): SignedInstance {
  return { ...FIELDS, metadata: { signature: signInstance(TOKEN, FIELDS) }, ...changes };
}

Deno.test("createSignatureCheck() takes what signInstance() signed, in whatever case the app comes", () => {
  const check = createSignatureCheck(TOKEN);
  assert.equal(check(signed()), true);
  assert.equal(check(signed({ app: "HELLO" })), true);
});

Deno.test("createSignatureCheck() refuses another token, no signature and each field that differs", () => {
  assert.equal(createSignatureCheck("another-token")(signed()), false);
  const check = createSignatureCheck(TOKEN);
  const changes: Partial<SignedInstance>[] = [
    { metadata: {} },
    { metadata: { signature: "" } },
    { metadata: { signature: "0".repeat(64) } },
    { id: "hello-v000-ab13" },
    { app: "other" },
    { serverGroup: "hello-v001" },
    { host: "127.0.0.2" },
    { port: 20_002 },
  ];
  for (const change of changes) assert.equal(check(signed(change)), false, JSON.stringify(change));
});

Deno.test("createSignatureCheck() judges an object once", () => {
  const check = createSignatureCheck(TOKEN);
  let reads = 0;
  const instance = { ...FIELDS, metadata: {} };
  Object.defineProperty(instance, "metadata", { get: () => (reads++, {}) });
  check(instance);
  check(instance);
  assert.equal(reads, 1);
});
