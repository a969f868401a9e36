import { ATOMIC_LAWS } from "./kv/atomic_laws.ts";
import { LIMIT_LAWS } from "./kv/limit_laws.ts";
import { LIST_LAWS } from "./kv/list_laws.ts";
import type { KvLaw } from "./kv/law.ts";
import { VALUE_LAWS } from "./kv/value_laws.ts";
import { WATCH_LAWS } from "./kv/watch_laws.ts";

/** An implementation that the contract runs on. */
export interface KvTarget {
  open(): Promise<Deno.Kv>;
  /** `many`: all handles show the same data; `one`: each has its own, so a law gets just one. */
  readonly handles: "one" | "many";
  /** Laws that do not hold here, and why: a title that is no law is an error. */
  readonly skip: readonly { readonly reason: string; readonly laws: readonly string[] }[];
}

const LAWS: readonly KvLaw[] = [
  ...VALUE_LAWS,
  ...LIST_LAWS,
  ...ATOMIC_LAWS,
  ...LIMIT_LAWS,
  ...WATCH_LAWS,
];

/** Runs every law as a step; each gets an empty key space and handles that are closed after it. */
export async function runKvContract(context: Deno.TestContext, target: KvTarget): Promise<void> {
  const skipped = new Map(
    target.skip.flatMap(({ reason, laws }) => laws.map((law) => [law, reason])),
  );
  for (const law of LAWS) {
    const reason = skipped.get(law.title);
    skipped.delete(law.title);
    await context.step({
      name: reason === undefined ? law.title : `${law.title} [${reason}]`,
      ignore: reason !== undefined,
      fn: () => runLaw(law, target),
    });
  }
  if (skipped.size > 0) throw new Error(`No such law: ${[...skipped.keys()].join("; ")}`);
}

async function runLaw(law: KvLaw, target: KvTarget): Promise<void> {
  const first = await target.open();
  const opened = [first];
  const open = async () => {
    if (target.handles === "one") return first;
    const kv = await target.open();
    opened.push(kv);
    return kv;
  };
  try {
    await law.run(first, { root: law.title, open });
  } finally {
    for (const kv of opened) kv.close();
  }
}
