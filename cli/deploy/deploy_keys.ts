import type { KeySource } from "../print/quit_key.ts";

/** What a key of the live view asks for. */
export type DeployKey = "promote" | "abort" | "hold" | "leave";

/** Keys by what they ask for; those that change what users get are pressed twice. */
const KEYS: Readonly<Record<string, DeployKey>> = {
  ...{ p: "promote", a: "abort", h: "hold", q: "leave" },
};
/** Keys that a terminal sends as several signs, the last of which may be a letter. */
// deno-lint-ignore no-control-regex
const ARROWS = /\x1b(\[[\d;]*[A-Za-z~]|O[A-Za-z])/g;
const TWICE: ReadonlySet<DeployKey> = new Set(["promote", "abort"]);
const TWICE_WITHIN_MS = 5_000;

/** What came of a key: it is to be done, or must be pressed again first. */
export interface PressedKey {
  readonly key: DeployKey;
  readonly isMeant: boolean;
}

/** Turns bytes of a terminal into wishes, so that one slip of a finger ships or takes back nothing. */
export class DeployKeys {
  #asked: { readonly key: DeployKey; readonly atMs: number } | undefined;

  /** What these bytes ask for at this time, the last of them; undefined for other keys. */
  press(bytes: Uint8Array, atMs: number): PressedKey | undefined {
    let pressed: PressedKey | undefined;
    const text = new TextDecoder().decode(bytes).replaceAll(ARROWS, " ");
    for (const letter of text.toLowerCase()) {
      const key = KEYS[letter];
      if (key !== undefined) pressed = this.#pressOne(key, atMs);
      else this.#asked = undefined;
    }
    return pressed;
  }

  #pressOne(key: DeployKey, atMs: number): PressedKey {
    const { key: before, atMs: sinceMs = -Infinity } = this.#asked ?? {};
    const isMeant = !TWICE.has(key) || (before === key && atMs - sinceMs <= TWICE_WITHIN_MS);
    this.#asked = isMeant ? undefined : { key, atMs };
    return { key, isMeant };
  }
}

/** Reads keys until closed; without a terminal there are none. The keys of signals stay signals. */
export function watchDeployKeys(
  onBytes: (bytes: Uint8Array) => void,
  keys: KeySource = Deno.stdin,
): { close(): void } {
  if (!keys.isTerminal()) return { close: () => undefined };
  keys.setRaw(true, { cbreak: true });
  const restore = () => keys.setRaw(false);
  globalThis.addEventListener("unload", restore);
  const state = { isOpen: true };
  void readKeys(keys, onBytes, state);
  return {
    close: () => {
      state.isOpen = false;
      globalThis.removeEventListener("unload", restore);
      restore();
    },
  };
}

async function readKeys(
  keys: KeySource,
  onBytes: (bytes: Uint8Array) => void,
  state: { readonly isOpen: boolean },
): Promise<void> {
  const buffer = new Uint8Array(64);
  try {
    while (state.isOpen) {
      const count = await keys.read(buffer);
      if (count === null) return;
      if (state.isOpen) onBytes(buffer.subarray(0, count));
    }
  } catch {
    // The terminal is gone; signals still end the view.
  }
}
