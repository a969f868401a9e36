import type { ExecutionView, ExecutionWish } from "@netops/core/contracts";
import type { CommandContext } from "../command_context.ts";
import type { ConductorApi } from "./conductor_api.ts";
import { deployDocument } from "./deploy_document.ts";

/** Something asked of an execution. */
export interface WishOrder {
  readonly view: ExecutionView;
  readonly wish: ExecutionWish;
  /** What is done, as a phrase: "pause d-1 of hello". */
  readonly words: string;
  readonly dryRun: boolean;
  /** Looks at what came of it. @throws {NetopsError} when it did not count */
  readonly check?: () => Promise<void>;
}

/** Asks something of an execution, or only says what would be asked, and prints how it stands. */
export async function sendWish(
  { view, wish, words, dryRun, check }: WishOrder,
  api: Pick<ConductorApi, "execution" | "wish">,
  { globals, print }: CommandContext,
): Promise<number> {
  if (!dryRun) {
    await api.wish(view.id, wish);
    await check?.();
  }
  if (globals.json) {
    const now = dryRun ? view : await api.execution(view.id);
    print.document({ ...deployDocument(now), dryRun });
    return 0;
  }
  print.line(`${dryRun ? "would" : "asked to"} ${words}`);
  if (!dryRun) print.say(`see it: netops deploy status ${view.id} --watch`);
  return 0;
}
