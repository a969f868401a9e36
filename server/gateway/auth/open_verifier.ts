import { type EventConsumer, toNetopsError } from "@netops/core";
import { openEventLog, type PlatformCalls, type ServiceContext } from "@netops/core/service";
import { revocationOf } from "./account_news.ts";
import { JwtVerifier } from "./jwt_verifier.ts";
import { KeyBook } from "./key_book.ts";
import { Revocations } from "./revocations.ts";
import { UserClient } from "./user_client.ts";

/** A verifier and its end. */
export interface OpenVerifier {
  readonly verifier: JwtVerifier;
  close(): Promise<void>;
}

/** How often keys and revocations are asked for, beside what the event log tells at once. */
const REFRESH_MS = 10_000;

/**
 * Opens the verifier of access tokens. Until the first token comes it does nothing at all, and without a
 * user service it never does.
 *
 * Revocations come by the event log within a moment, and by asking user at intervals when that is away.
 */
export function openVerifier(context: ServiceContext, calls: PlatformCalls): OpenVerifier {
  const { boot, host, logger } = context;
  const { clock, timer } = host;
  const user = new UserClient({ caller: calls.caller, token: boot.token, clock });
  const book = new KeyBook({ fetchKeys: () => user.keys(), clock, logger });
  let consumer: EventConsumer | undefined;
  let stopTimer = () => {};
  const askRevocations = async () => {
    try {
      for (const revocation of (await user.revocations()).revocations) verifier.revoke(revocation);
    } catch (thrown) {
      // User is away: those known stay, new ones come by event or with the next try.
      const reason = toNetopsError(thrown).message;
      logger.log("debug", "cannot ask for revocations", { reason });
    }
  };
  const start = () => {
    void askRevocations();
    stopTimer = timer.every(REFRESH_MS, () => {
      void book.refresh();
      void askRevocations();
    });
    consumer = openEventLog(context, calls).consumer({ topics: ["account"], fromBeginning: false });
    consumer.run((delivered) => {
      const revocation = revocationOf(delivered);
      if (revocation !== undefined) verifier.revoke(revocation);
    });
    // What was revoked before it read for the first time; it rejects only when it is closed before.
    consumer.ready.then(askRevocations, () => undefined);
  };
  const verifier = new JwtVerifier({
    runId: boot.runId,
    // Only user of the streaming platform opens this path; a service that is merely called so does not.
    hasUsers: () => calls.routes.routeOfApp("user")?.openPaths?.includes("/keys") ?? false,
    findKey: (kid) => book.find(kid),
    revocations: new Revocations(),
    clock,
    onFirstUse: start,
  });
  const close = async () => {
    stopTimer();
    await consumer?.close();
  };
  return { verifier, close };
}
