/// <reference lib="dom" />
import type { DeployAction, DeployAnswer } from "../deploy/deploy_values.ts";

/** The execution that an action is about, or in words why it did not work. */
export type DeployOutcome =
  | { readonly deploy: string; readonly error?: never }
  | { readonly error: string; readonly deploy?: never };

/** Asks the conductor by way of the page's process; never throws. */
export async function actOnDeploy({ verb, ...body }: DeployAction): Promise<DeployOutcome> {
  try {
    const response = await fetch(`/ops/deploys/${verb}`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(body),
    });
    const answer = await response.json() as DeployAnswer & { detail?: string; fix?: string };
    if (response.ok) return answer;
    const { detail = "It did not work", fix } = answer;
    return { error: fix === undefined ? `${detail}.` : `${detail}. To mend it: ${fix}` };
  } catch {
    return { error: "Cannot reach the platform. In a terminal: netops deploy status" };
  }
}
