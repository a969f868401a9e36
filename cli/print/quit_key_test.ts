import assert from "node:assert/strict";
import { type KeySource, watchQuitKey } from "./quit_key.ts";

function keysOf(pressed: readonly string[], isTerminal = true) {
  const raw: boolean[] = [];
  const left = [...pressed];
  const keys: KeySource = {
    isTerminal: () => isTerminal,
    setRaw: (isRaw) => void raw.push(isRaw),
    read: (buffer) => {
      const key = left.shift();
      if (key === undefined) return Promise.resolve(null);
      return Promise.resolve(new TextEncoder().encodeInto(key, buffer).written);
    },
  };
  return { keys, raw };
}

Deno.test("q ends a live view, other keys do not, and the terminal is given back", async () => {
  const { keys, raw } = keysOf(["x", "\x1b[A", "q"]);
  const quit = watchQuitKey(keys);
  await new Promise<void>((resolve) => quit.signal.addEventListener("abort", () => resolve()));
  quit.close();
  assert.deepEqual(raw, [true, false]);
});

Deno.test("without a terminal there are no keys", () => {
  const { keys, raw } = keysOf(["q"], false);
  const quit = watchQuitKey(keys);
  quit.close();
  assert.deepEqual([raw, quit.signal.aborted], [[], false]);
});
