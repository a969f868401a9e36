import { NetopsError } from "@netops/core";
import type {
  ChaosStatusDocument,
  FaultDocument,
  FaultView,
  RunDocument,
} from "@netops/core/contracts";
import type { ChaosAction, ChaosAnswer, FaultWish } from "./chaos_values.ts";
import type { GuardianWire } from "./guardian_wire.ts";

/** The guardian answers a stop within 1.9 s, whatever hangs. */
const STOP_MS = 4_000;
const INJECT_MS = 30_000;
const REASON = "stopped on the operations page";

/**
 * Reads an action from the path's verb and the request's JSON; what a fault may be the guardian itself checks.
 *
 * @throws {NetopsError} NOT_FOUND for an unknown verb, REQUEST_INVALID for a body that does not fit.
 */
export function parseChaosAction(verb: string, body: unknown): ChaosAction {
  const { fault, run, name, variables = [], wish } = (body ?? {}) as Record<string, unknown>;
  switch (verb) {
    case "stop-all":
    case "resume":
      return { verb };
    case "stop-fault":
      return { verb, fault: idOf("fault", fault) };
    case "stop-run":
      return { verb, run: idOf("run", run) };
    case "plan":
    case "inject":
      return { verb, wish: wishOf(wish) };
    case "run":
      if (!Array.isArray(variables) || !variables.every((one) => typeof one === "string")) {
        throw new NetopsError("REQUEST_INVALID", `"variables" is no list of texts`);
      }
      return { verb, name: idOf("name", name), variables };
    default:
      throw new NetopsError("NOT_FOUND", `Cannot "${verb}" as there is no such action`);
  }
}

function idOf(what: string, value: unknown): string {
  if (typeof value === "string" && /^[\w-]{1,100}$/.test(value)) return value;
  throw new NetopsError("REQUEST_INVALID", `"${what}" names nothing that there can be`);
}

function wishOf(value: unknown): FaultWish {
  const wish = (value ?? {}) as Partial<FaultWish>;
  if (typeof wish.kind === "string" && typeof wish.target === "string") return wish as FaultWish;
  throw new NetopsError("REQUEST_INVALID", "Cannot read a fault without a kind and a target");
}

/** Asks the guardian to do it; its refusals are thrown on as they are. `running` tells runs that go on. */
export async function performChaosAction(
  guardian: Pick<GuardianWire, "ask">,
  action: ChaosAction,
  running: () => Promise<readonly string[]>,
): Promise<ChaosAnswer> {
  switch (action.verb) {
    case "stop-all":
      return await stopAll(guardian, running);
    case "resume": {
      const status = await guardian.ask<ChaosStatusDocument>({
        ...{ method: "POST", path: "/v1/chaos/resume", limitMs: STOP_MS },
      });
      return { lever: status.lever };
    }
    case "stop-fault":
      return await stop(guardian, { ids: [action.fault] });
    case "plan":
    case "inject": {
      const body = { ...action.wish, dryRun: action.verb === "plan" };
      const path = "/v1/chaos/faults";
      const call = { method: "POST", path, body, limitMs: INJECT_MS } as const;
      return { fault: await guardian.ask<FaultDocument>(call) };
    }
    case "run": {
      const { name, variables } = action;
      const path = "/v1/chaos/experiments";
      const call = { method: "POST", path, body: { name, variables }, limitMs: STOP_MS } as const;
      return { run: await guardian.ask<RunDocument>(call) };
    }
    case "stop-run":
      return { run: await endRun(guardian, action.run) };
  }
}

/** Pulls the lever, and ends all runs at the same time: one that goes on would only be refused more faults. */
async function stopAll(
  guardian: Pick<GuardianWire, "ask">,
  running: () => Promise<readonly string[]>,
): Promise<ChaosAnswer> {
  const [stopped, ended] = await Promise.all([
    stop(guardian, { all: true }),
    endRuns(guardian, running),
  ]);
  return { ...stopped, lever: "stopped", ended };
}

/** Answers which were told to end. One that cannot be told gets no new fault, and ends by itself. */
async function endRuns(
  guardian: Pick<GuardianWire, "ask">,
  running: () => Promise<readonly string[]>,
): Promise<readonly string[]> {
  const ids = await running().catch(() => []);
  const endings = await Promise.allSettled(ids.map((id) => endRun(guardian, id)));
  return ids.filter((_, index) => endings[index]?.status === "fulfilled");
}

async function stop(
  guardian: Pick<GuardianWire, "ask">,
  what: { readonly all: true } | { readonly ids: readonly string[] },
): Promise<ChaosAnswer> {
  const body = { ...what, reason: REASON };
  const call = { method: "POST", path: "/v1/chaos/stop", body, limitMs: STOP_MS } as const;
  return { faults: (await guardian.ask<{ faults: readonly FaultView[] }>(call)).faults };
}

function endRun(guardian: Pick<GuardianWire, "ask">, id: string): Promise<RunDocument> {
  const path = `/v1/chaos/experiments/${encodeURIComponent(id)}`;
  return guardian.ask<RunDocument>({ method: "DELETE", path, limitMs: STOP_MS });
}
