import type { MonkeyKind } from "../knobs/knobs.ts";
import { monkeyDir, type MonkeyOrders } from "./orders.ts";

const FILE = "orders.json";

/** Writes the orders of a monkey for the owner's eyes only, whole or not at all. */
export function writeOrders(home: string, orders: MonkeyOrders): void {
  const dir = monkeyDir(home, orders.kind);
  Deno.mkdirSync(dir, { recursive: true, mode: 0o700 });
  const draft = `${dir}/${FILE}.new`;
  Deno.writeTextFileSync(draft, JSON.stringify(orders, null, 2), { mode: 0o600 });
  Deno.renameSync(draft, `${dir}/${FILE}`);
}

/** The orders of a monkey, or undefined when it never had any. */
export function readOrders(home: string, kind: MonkeyKind): MonkeyOrders | undefined {
  try {
    return JSON.parse(Deno.readTextFileSync(`${monkeyDir(home, kind)}/${FILE}`)) as MonkeyOrders;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return undefined;
    throw error;
  }
}
