import type { Account, AccountView } from "./account.ts";
import { describeAccount } from "./account.ts";
import type { BillingFacts } from "./billing_client.ts";
import type { RefreshFamily } from "./refresh_family.ts";

/** All that is known about an account, as one document: `GET /export`. */
export interface AccountExport extends AccountView {
  readonly schema: "netops.export/v1";
  readonly exportedAtMs: number;
  readonly createdAtMs: number;
  /** Where the account is signed in. Tokens are secrets and stored as hashes: they are not among it. */
  readonly signIns: readonly { readonly createdAtMs: number; readonly usedAtMs: number }[];
  /** Undefined when billing did not answer. */
  readonly billing?: BillingFacts;
  /** What was watched and how far, by profile; undefined when recommendation did not answer. */
  readonly viewing?: unknown;
  /** Services that hold more but did not answer: ask again. */
  readonly missing: readonly string[];
}

/** Puts the document together; what is a secret of ours, such as the password's hash, stays out. */
export function exportAccount(
  account: Account,
  facts: {
    readonly families: readonly RefreshFamily[];
    readonly billing: BillingFacts | undefined;
    readonly viewing: unknown;
    readonly nowMs: number;
  },
): AccountExport {
  const { families, billing, viewing, nowMs } = facts;
  return {
    schema: "netops.export/v1",
    exportedAtMs: nowMs,
    ...describeAccount(account),
    createdAtMs: account.createdAtMs,
    signIns: families.map(({ createdAtMs, usedAtMs }) => ({ createdAtMs, usedAtMs })),
    ...(billing === undefined ? {} : { billing }),
    ...(viewing === undefined ? {} : { viewing }),
    missing: [
      ...(billing === undefined ? ["billing"] : []),
      ...(viewing === undefined ? ["recommendation"] : []),
    ],
  };
}
