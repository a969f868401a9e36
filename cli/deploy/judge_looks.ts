import { NetopsError } from "@netops/core";
import type { ExecutionView, StoredLook } from "@netops/core/contracts";
import type { PlatformApi } from "../platform_api.ts";

/** How looks are asked for; a platform has it. */
export type LooksApi = Pick<PlatformApi, "json">;

/** The execution whose looks are meant, and which of them. */
export interface LooksOf {
  /** Its id, or an app for its newest. */
  readonly deploy: string;
  /** All when left out. */
  readonly look?: number;
}

/** Reads `DEPLOY` and `DEPLOY/LOOK`. @throws {NetopsError} USAGE */
export function readLooksOf(text: string): LooksOf {
  const [deploy = "", number, ...rest] = text.split("/");
  if (number === undefined) return { deploy };
  const look = /^[1-9]\d{0,5}$/.test(number) ? Number(number) : NaN;
  if (deploy === "" || rest.length > 0 || Number.isNaN(look)) {
    throw new NetopsError("USAGE", `Cannot replay "${text}" as a look is named DEPLOY/NUMBER`, {
      fix: "netops deploy judge replay DEPLOY/1",
    });
  }
  return { deploy, look };
}

/** Looks that can be judged again, and those that nobody judged. */
export interface FoundLooks {
  readonly execution: string;
  /** Oldest first. */
  readonly looks: readonly StoredLook[];
  /** Numbers of those that somebody skipped by hand. */
  readonly skipped: readonly number[];
}

/** The looks of one execution. @throws {NetopsError} NOT_FOUND, and says what there is */
export async function findLooks(
  api: LooksApi,
  { deploy, look }: LooksOf,
): Promise<FoundLooks> {
  const id = await executionId(api, deploy);
  const isMeant = (number: number) => look === undefined || number === look;
  const path = `/v1/executions/${encodeURIComponent(id)}/looks`;
  const { looks } = await api.json<{ readonly looks: readonly StoredLook[] }>("conductor", {
    ...{ method: "GET", path },
  });
  const skipped = await skippedLooks(api, id);
  const found = looks.filter((one) => isMeant(one.look.look));
  if (found.length > 0) return { execution: id, looks: found, skipped: skipped.filter(isMeant) };
  if (skipped.some(isMeant)) throw onlySkipped(id, skipped.filter(isMeant));
  if (looks.length === 0) {
    throw new NetopsError(
      "NOT_FOUND",
      `Deploy ${id} has no look that could be replayed: nothing was judged`,
      {
        fix: `netops deploy status ${id}`,
      },
    );
  }
  const numbers = [...new Set(looks.map((one) => one.look.look))].join(", ");
  throw new NetopsError("NOT_FOUND", `Deploy ${id} has no look ${look}, only ${numbers}`, {
    fix: `netops deploy judge replay ${id}`,
  });
}

async function skippedLooks(api: LooksApi, id: string): Promise<readonly number[]> {
  const path = `/v1/executions/${encodeURIComponent(id)}`;
  const view = await api.json<ExecutionView>("conductor", { method: "GET", path })
    .catch((thrown) => {
      // Looks are kept longer than what they belong to.
      if (thrown instanceof NetopsError && thrown.code === "NOT_FOUND") return undefined;
      throw thrown;
    });
  return (view?.stages ?? []).flatMap(({ deploy }) => deploy?.looks ?? [])
    .filter(({ isSkipped }) => isSkipped).map(({ look }) => look);
}

function onlySkipped(id: string, numbers: readonly number[]): NetopsError {
  const which = numbers.length === 1
    ? `look ${numbers[0]} was`
    : `looks ${numbers.join(", ")} were`;
  return new NetopsError(
    "NOT_FOUND",
    `Cannot judge ${id} again: ${which} skipped by hand, so that nothing was judged`,
    { fix: `netops deploy status ${id}` },
  );
}

/** The newest looks of an app, or of all, newest first. */
export async function newestLooks(
  api: LooksApi,
  { app, limit }: { readonly app?: string; readonly limit: number },
): Promise<readonly StoredLook[]> {
  const query = new URLSearchParams({ limit: `${limit}`, ...(app === undefined ? {} : { app }) });
  const { looks } = await api.json<{ readonly looks: readonly StoredLook[] }>("conductor", {
    ...{ method: "GET", path: `/v1/looks?${query}` },
  });
  return looks;
}

/** An app means its newest execution that was judged, if any was. */
async function executionId(api: LooksApi, deploy: string): Promise<string> {
  const [judged] = await newestLooks(api, { app: deploy, limit: 1 });
  if (judged !== undefined) return judged.execution;
  const path = `/v1/executions?${new URLSearchParams({ app: deploy, limit: "1" })}`;
  const { executions } = await api.json<{ readonly executions: readonly ExecutionView[] }>(
    ...["conductor", { method: "GET", path }] as const,
  );
  return executions[0]?.id ?? deploy;
}
