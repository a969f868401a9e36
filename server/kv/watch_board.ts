/** Somebody who wants to know when keys change. */
export interface Watcher {
  readonly keys: readonly Uint8Array[];
  /** Called at once when one of the keys may have changed; must not throw. */
  wake(): void;
  /** Called now and then so that the other side sees life; must not throw. */
  ping(): void;
}

/** Who watches which keys of one database. Holds no values: whoever wakes reads a fresh snapshot. */
export class WatchBoard {
  readonly #byKey = new Map<string, Set<Watcher>>();
  readonly #all = new Set<Watcher>();

  /** How many watchers there are. */
  get size(): number {
    return this.#all.size;
  }

  /** Adds a watcher; call what it returns to take it off. */
  add(watcher: Watcher): () => void {
    this.#all.add(watcher);
    const names = watcher.keys.map((key) => key.toHex());
    for (const name of names) {
      const watchers = this.#byKey.get(name);
      if (watchers === undefined) this.#byKey.set(name, new Set([watcher]));
      else watchers.add(watcher);
    }
    return () => this.#remove(watcher, names);
  }

  /** Wakes each watcher of these keys once. */
  changed(keys: readonly Uint8Array[]): void {
    if (this.#all.size === 0) return;
    const woken = new Set<Watcher>();
    for (const key of keys) {
      for (const watcher of this.#byKey.get(key.toHex()) ?? []) woken.add(watcher);
    }
    for (const watcher of woken) watcher.wake();
  }

  /** Pings all watchers. */
  ping(): void {
    for (const watcher of [...this.#all]) watcher.ping();
  }

  #remove(watcher: Watcher, names: readonly string[]): void {
    this.#all.delete(watcher);
    for (const name of names) {
      const watchers = this.#byKey.get(name);
      watchers?.delete(watcher);
      if (watchers?.size === 0) this.#byKey.delete(name);
    }
  }
}
