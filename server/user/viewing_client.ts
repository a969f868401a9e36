import { PRINCIPAL_HEADER, type PrincipalSeal } from "@netops/core";
import type { Account } from "./account.ts";
import { askApp, type AskOptions } from "./ask_app.ts";

/** How recommendation, which keeps what was watched, is reached. */
export interface ViewingClientOptions extends AskOptions {
  readonly seal: PrincipalSeal;
}

const EXPORT_MS = 5_000;

/** Asks what an account watched, by profile. @throws {NetopsError} when recommendation does not answer. */
export function viewingOf(
  { id, country }: Account,
  options: ViewingClientOptions,
): Promise<unknown> {
  const headers = { [PRINCIPAL_HEADER]: options.seal.seal({ account: id, country }) };
  return askApp(options, {
    ...{ app: "recommendation", method: "GET", path: "/history", headers, timeoutMs: EXPORT_MS },
  });
}
