import type { DeliveredMessage } from "@netops/core";
import type { AccountRecord, Revocation } from "@netops/core/contracts";

/** The revocation that a record of topic `account` tells of; undefined when it tells of none. */
export function revocationOf({ message }: DeliveredMessage): Revocation | undefined {
  const record = read(message.value);
  if (record?.type !== "revoked" && record?.type !== "erased") return undefined;
  const { account, notBeforeS } = record;
  if (typeof account !== "string" || typeof notBeforeS !== "number") return undefined;
  return { account, notBeforeS };
}

function read(value: string): Partial<AccountRecord> | undefined {
  try {
    const record: unknown = JSON.parse(value);
    return typeof record === "object" && record !== null ? record : undefined;
  } catch {
    // A record that nobody can read would be handed over for ever: it is passed by.
    return undefined;
  }
}
