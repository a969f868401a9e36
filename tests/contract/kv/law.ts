/** Where a law may write, and how it gets a second handle. */
export interface LawSpace {
  /** The first part of every key of this law. */
  readonly root: string;
  /** One more handle on the same database, where there can be more; it is closed after the law. */
  open(): Promise<Deno.Kv>;
}

/** Something that is true of every Deno KV. */
export interface KvLaw {
  readonly title: string;
  run(kv: Deno.Kv, space: LawSpace): Promise<void>;
}

/** Collects a list. */
export async function collect<T>(
  list: AsyncIterable<Deno.KvEntry<T>>,
): Promise<Deno.KvEntry<T>[]> {
  const entries: Deno.KvEntry<T>[] = [];
  for await (const entry of list) entries.push(entry);
  return entries;
}

/** Collects the values of a list. */
export async function values<T>(list: AsyncIterable<Deno.KvEntry<T>>): Promise<T[]> {
  return (await collect(list)).map((entry) => entry.value);
}

/** Waits until `probe` holds. @throws {Error} after `timeoutMs`. */
export async function eventually(probe: () => Promise<boolean>, timeoutMs = 5_000): Promise<void> {
  const deadline = Date.now() + timeoutMs;
  while (!await probe()) {
    if (Date.now() > deadline) throw new Error("It did not happen in time");
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
