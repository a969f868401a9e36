import assert from "node:assert/strict";
import { DeployKeys, watchDeployKeys } from "./deploy_keys.ts";

const bytes = (text: string) => new TextEncoder().encode(text);

Deno.test("what ships or takes back is pressed twice within 5 s, with no other key between", () => {
  const keys = new DeployKeys();
  const press = (text: string, atMs: number) => keys.press(bytes(text), atMs);
  assert.deepEqual(press("p", 0), { key: "promote", isMeant: false });
  assert.deepEqual(press("P", 5_000), { key: "promote", isMeant: true });
  assert.deepEqual(press("p", 5_100), { key: "promote", isMeant: false });
  assert.deepEqual(press("p", 10_200), { key: "promote", isMeant: false });
  assert.deepEqual(press("a", 10_300), { key: "abort", isMeant: false });
  assert.equal(press("x", 10_400), undefined);
  assert.deepEqual(press("a", 10_500), { key: "abort", isMeant: false });
  assert.deepEqual(press("a", 10_600), { key: "abort", isMeant: true });
});

Deno.test("holding and leaving need one key", () => {
  const keys = new DeployKeys();
  assert.deepEqual(keys.press(bytes("h"), 0), { key: "hold", isMeant: true });
  assert.deepEqual(keys.press(bytes("q"), 0), { key: "leave", isMeant: true });
  assert.equal(keys.press(bytes("\x1b[A"), 0)?.isMeant, undefined);
});

Deno.test("keys are read until closed, and the terminal is given back", async () => {
  const raw: boolean[] = [];
  const heard: string[] = [];
  const left = ["p", "q"];
  let last = () => {};
  const done = new Promise<void>((resolve) => last = resolve);
  const reader = watchDeployKeys((some) => heard.push(new TextDecoder().decode(some)), {
    isTerminal: () => true,
    setRaw: (isRaw) => void raw.push(isRaw),
    read: (buffer) => {
      const key = left.shift();
      if (key === undefined) last();
      return Promise.resolve(
        key === undefined ? null : bytes(key).length && (buffer.set(bytes(key)), 1),
      );
    },
  });
  await done;
  reader.close();
  assert.deepEqual([heard, raw], [["p", "q"], [true, false]]);
});
