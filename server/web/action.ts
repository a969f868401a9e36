import { MOST_REPLICAS, NetopsError } from "@netops/core";
import type { FleetReader } from "./fleet_reader.ts";

/** What the page can do to an app or to one of its instances. */
export type OpsAction =
  | { readonly verb: "start" | "stop" | "restart"; readonly app: string }
  | { readonly verb: "restart"; readonly instance: string }
  | { readonly verb: "scale"; readonly app: string; readonly replicas: number };

/** What fleet said to an action. */
export interface OpsActionAnswer {
  readonly desired?: number;
  readonly reason?: string;
}

const NAME_PATTERN = /^[\w.-]{1,200}$/;

/**
 * Reads an action from the path's verb and the request's JSON.
 *
 * @throws {NetopsError} NOT_FOUND for an unknown verb, REQUEST_INVALID for a body that does not fit.
 */
export function parseAction(verb: string, body: unknown): OpsAction {
  const { app, instance, replicas } = (body ?? {}) as Record<string, unknown>;
  if (verb === "restart" && isName(instance)) return { verb, instance };
  if (!["start", "stop", "restart", "scale"].includes(verb)) {
    throw new NetopsError("NOT_FOUND", `Cannot "${verb}" as there is no such action`, {
      fix: "use start, stop, restart or scale",
    });
  }
  if (!isName(app)) {
    throw new NetopsError("REQUEST_INVALID", `Cannot ${verb} as "app" is no application name`);
  }
  if (verb !== "scale") return { verb: verb as "start" | "stop" | "restart", app };
  if (!Number.isInteger(replicas) || Number(replicas) < 0 || Number(replicas) > MOST_REPLICAS) {
    throw new NetopsError(
      "REQUEST_INVALID",
      `Cannot scale ${app} as "replicas" is not between 0 and ${MOST_REPLICAS}`,
    );
  }
  return { verb, app, replicas: Number(replicas) };
}

/** Asks fleet to do it; fleet's refusals are thrown on as they are. */
export async function performAction(
  fleet: FleetReader,
  action: OpsAction,
): Promise<OpsActionAnswer> {
  if ("instance" in action) {
    await fleet.restartInstance(action.instance);
    return {};
  }
  if (action.verb === "scale") return await fleet.scale(action.app, action.replicas);
  return await fleet.changeApp(action.app, action.verb);
}

function isName(value: unknown): value is string {
  return typeof value === "string" && NAME_PATTERN.test(value);
}
