import { type HttpClient, NetopsError } from "@netops/core";
import type { PsDocument, ScalingPlan } from "@netops/core/contracts";
import { ScalingBoard, type ScalingPorts } from "./scaling_board.ts";

/** What scaling is opened with. */
export interface ScalingParts extends Omit<ScalingPorts, "areFaultsActive"> {
  readonly http: HttpClient;
  readonly token: string;
  readonly instances: () => Promise<PsDocument>;
}

/** Begins to scale the apps that have a plan. */
export function openScaling(
  plans: Readonly<Record<string, ScalingPlan>>,
  parts: ScalingParts,
): ScalingBoard {
  const board = new ScalingBoard(plans, {
    ...parts,
    areFaultsActive: () => askGuardian(parts),
  });
  board.open();
  return board;
}

/** Whether the guardian holds a fault. @throws {NetopsError} when it cannot be asked */
async function askGuardian(
  { http, token, instances }: Pick<ScalingParts, "http" | "token" | "instances">,
): Promise<boolean> {
  const all = (await instances()).instances;
  const guardian = all.find(({ app, status }) => app === "guardian" && status === "UP");
  if (guardian === undefined) throw new NetopsError("NO_INSTANCE", "The guardian is not up");
  const url = `http://${guardian.host}:${guardian.port}/v1/chaos`;
  const response = await http.send({
    ...{ method: "GET", url, headers: { authorization: `Bearer ${token}` } },
  });
  const answer = await response.json() as { readonly active?: readonly unknown[] };
  if (response.ok && answer.active !== undefined) return answer.active.length > 0;
  throw new NetopsError("UPSTREAM_FAILED", `The guardian answered ${response.status}`);
}
