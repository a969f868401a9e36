import { SharedArray } from "k6/data";
import type { LoadOrder, PoolAccount, SessionPlan } from "../run/load_order.ts";

/** An order that is carried out by these scripts: it has a plan. */
export type PlannedOrder = LoadOrder & { readonly plan: SessionPlan };

/** As many viewers as the plan of a pool's account lets play at once. */
const VIEWERS_PER_ACCOUNT = 4;

/** Reads the order that the runner wrote; only while a VU is made. @throws {Error} when there is none. */
export function readOrder(): PlannedOrder {
  const order = JSON.parse(open(pathOf("NETOPS_LOAD_ORDER"))) as LoadOrder;
  if (order.plan === undefined) {
    throw new Error("Cannot play as the order has no plan; start it with: netops load run PRESET");
  }
  return { ...order, plan: order.plan };
}

/**
 * Reads the accounts that the runner signed up; all VUs share one copy.
 *
 * @throws {Error} when there are too few: the platform would refuse the fifth viewer of one.
 */
export function readAccounts(order: LoadOrder): readonly PoolAccount[] {
  const path = pathOf("NETOPS_LOAD_ACCOUNTS");
  const accounts = new SharedArray<PoolAccount>("accounts", () => JSON.parse(open(path)));
  const viewers = order.vus ?? order.maxVus;
  const needed = Math.ceil(viewers / VIEWERS_PER_ACCOUNT);
  if (accounts.length >= needed) return accounts;
  throw new Error(`${viewers} viewers need ${needed} accounts, ${path} has ${accounts.length}`);
}

/** The account of a VU, counted from 1. */
export function accountOf(accounts: readonly PoolAccount[], vuId: number): PoolAccount {
  const account = accounts[Math.floor((vuId - 1) / VIEWERS_PER_ACCOUNT)];
  if (account === undefined) throw new Error(`VU ${vuId} has no account`);
  return account;
}

function pathOf(name: string): string {
  const path = __ENV[name];
  if (path === undefined || path === "") {
    throw new Error(`${name} names no file; start it with: netops load run PRESET`);
  }
  return path;
}
