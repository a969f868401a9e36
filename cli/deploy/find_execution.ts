import { NetopsError } from "@netops/core";
import type { ExecutionView } from "@netops/core/contracts";
import type { ConductorApi } from "./conductor_api.ts";
import { isOver } from "./execution_facts.ts";

type Api = Pick<ConductorApi, "execution" | "list">;

const MOST_KNOWN = 100;

/**
 * The execution that an app or an id means: of an app the one that goes on, else one
 * that waits to, else its newest.
 *
 * @throws {NetopsError} NOT_FOUND
 */
export async function findExecution(
  api: Api,
  name: string | undefined,
): Promise<ExecutionView> {
  const query = { limit: MOST_KNOWN, ...(name === undefined ? {} : { app: name }) };
  const known = await api.list(query);
  const open = known.filter((view) => !isOver(view));
  const found = open.find(({ status }) => status !== "NOT_STARTED") ?? open[0] ?? known[0];
  if (found !== undefined) return found;
  if (name !== undefined) return await byId(api, name);
  throw new NetopsError("NOT_FOUND", "Nothing was deployed in this home yet", {
    fix: "netops deploy run APP",
  });
}

/**
 * The execution that goes on and is meant by an app or an id.
 *
 * @throws {NetopsError} NOT_FOUND, REFUSED when it is over
 */
export async function findRunning(api: Api, name: string): Promise<ExecutionView> {
  const view = await findExecution(api, name);
  if (!isOver(view)) return view;
  const what = view.id === name ? `Deploy ${name}` : `The newest deploy of ${name}, ${view.id},`;
  throw new NetopsError("REFUSED", `${what} is over: ${view.verdict ?? view.status}`, {
    fix: `netops deploy status ${view.id}`,
  });
}

async function byId(api: Api, id: string): Promise<ExecutionView> {
  try {
    return await api.execution(id);
  } catch (thrown) {
    if (!(thrown instanceof NetopsError) || thrown.code !== "NOT_FOUND") throw thrown;
    throw new NetopsError(
      "NOT_FOUND",
      `No deploy is called "${id}", and no deploy of such an app is known`,
      {
        ...{ fix: "netops deploy history", cause: thrown },
      },
    );
  }
}
