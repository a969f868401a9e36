/** Where keys come from: a terminal, one key at a time. */
export interface KeySource {
  isTerminal(): boolean;
  /** Keys come at once and are not shown; the keys of signals stay signals. */
  setRaw(isRaw: boolean, options?: { readonly cbreak: boolean }): void;
  read(buffer: Uint8Array): Promise<number | null>;
}

/** Waiting for the key that ends a live view. */
export interface QuitKey {
  /** Aborts when `q` is pressed. */
  readonly signal: AbortSignal;
  /** Gives the terminal back as it was. */
  close(): void;
}

const Q_KEYS: ReadonlySet<number> = new Set(["q", "Q"].map((key) => key.charCodeAt(0)));

/** Waits for `q` until closed; without a terminal there are no keys and it never comes. */
export function watchQuitKey(keys: KeySource = Deno.stdin): QuitKey {
  const quit = new AbortController();
  if (!keys.isTerminal()) return { signal: quit.signal, close: () => undefined };
  keys.setRaw(true, { cbreak: true });
  const restore = () => keys.setRaw(false);
  globalThis.addEventListener("unload", restore);
  void readKeys(keys, quit);
  return {
    signal: quit.signal,
    close: () => {
      globalThis.removeEventListener("unload", restore);
      restore();
    },
  };
}

async function readKeys(keys: KeySource, quit: AbortController): Promise<void> {
  const buffer = new Uint8Array(64);
  try {
    while (!quit.signal.aborted) {
      const count = await keys.read(buffer);
      if (count === null) return;
      if (buffer.subarray(0, count).some((key) => Q_KEYS.has(key))) quit.abort();
    }
  } catch {
    // The terminal is gone; signals still end the view.
  }
}
