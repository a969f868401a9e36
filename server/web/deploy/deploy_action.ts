import { NetopsError } from "@netops/core";
import type { ExecutionView, ExecutionWish, PipelineSpecInput } from "@netops/core/contracts";
import type { AppWire } from "../app_wire.ts";
import { goingOn } from "../view/deploy/execution_facts.ts";
import type { DeployAction, DeployAnswer, DeployWish } from "./deploy_values.ts";

const LIMIT_MS = 5_000;
const BY = "ops page";
const MOST_NOTE_CHARS = 500;
const WISHES: readonly DeployWish[] = [
  ...["promote", "promote-full", "pause", "resume", "abort", "rollback"] as const,
];
/** Stages that end with a rollback when they are told to. */
const TAKES_BACK: ReadonlySet<string> = new Set(["deploy", "canary", "wait", "approve"]);

/**
 * Reads an action from the path's verb and the request's JSON; whether it can be done the conductor says.
 *
 * @throws {NetopsError} NOT_FOUND for an unknown verb, REQUEST_INVALID for a body that does not fit.
 */
export function parseDeployAction(verb: string, body: unknown): DeployAction {
  const { deploy, app, key, stage, role, note } = (body ?? {}) as Record<string, unknown>;
  const wish = WISHES.find((one) => one === verb);
  if (wish !== undefined) return { verb: wish, deploy: nameOf("deploy", deploy) };
  switch (verb) {
    case "approve":
    case "reject":
      return {
        ...{ verb, deploy: nameOf("deploy", deploy), stage: nameOf("stage", stage) },
        ...(isText(role, 200) ? { role } : {}),
        ...(isText(note, MOST_NOTE_CHARS) ? { note } : {}),
      };
    case "go-back":
      return { verb, app: nameOf("app", app), key: nameOf("key", key) };
    default:
      throw new NetopsError("NOT_FOUND", `Cannot "${verb}" as there is no such action`);
  }
}

function nameOf(what: string, value: unknown): string {
  if (typeof value === "string" && /^[\w.-]{1,200}$/.test(value)) return value;
  throw new NetopsError("REQUEST_INVALID", `"${what}" names nothing that there can be`);
}

function isText(value: unknown, mostChars: number): value is string {
  return typeof value === "string" && value !== "" && value.length <= mostChars;
}

/** Asks the conductor to do it; its refusals are thrown on as they are. */
export async function performDeployAction(
  conductor: Pick<AppWire, "ask">,
  action: DeployAction,
): Promise<DeployAnswer> {
  if (action.verb === "go-back") {
    const { app, key } = action;
    const stages = [{ name: "rollback", type: "rollback" as const }];
    const pipeline: PipelineSpecInput = { name: "rollback", app, stages };
    const body = { pipeline, by: BY, key };
    const call = { method: "POST", path: "/v1/executions", body, limitMs: LIMIT_MS } as const;
    return { deploy: (await conductor.ask<ExecutionView>(call)).id };
  }
  const path = `/v1/executions/${encodeURIComponent(action.deploy)}`;
  const body = await wishOf(action, () => conductor.ask({ path, limitMs: LIMIT_MS }));
  const call = { method: "POST", path: `${path}/wish`, body, limitMs: LIMIT_MS } as const;
  await conductor.ask(call);
  return { deploy: action.deploy };
}

async function wishOf(
  action: Exclude<DeployAction, { readonly verb: "go-back" }>,
  read: () => Promise<ExecutionView>,
): Promise<ExecutionWish> {
  switch (action.verb) {
    case "approve":
    case "reject": {
      const { verb, stage, role, note } = action;
      return {
        ...{ wish: "answer", by: BY, stage, approve: verb === "approve" },
        ...(role === undefined ? {} : { role }),
        ...(note === undefined ? {} : { note }),
      };
    }
    case "promote":
    case "promote-full":
      return { wish: "promote", by: BY, full: action.verb === "promote-full" };
    case "rollback": {
      // Before anything deploys there is nothing to take back: it only ends.
      const isEarly = !goingOn(await read()).some(({ type }) => TAKES_BACK.has(type));
      return { wish: isEarly ? "abort" : "rollback", by: BY };
    }
    default:
      return { wish: action.verb, by: BY };
  }
}
