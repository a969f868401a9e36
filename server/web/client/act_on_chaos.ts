/// <reference lib="dom" />
import type { ChaosAction, ChaosAnswer } from "../chaos/chaos_values.ts";
import type { ChaosOutcome } from "../view/page_message.ts";

/** Asks the guardian by way of the page's process, and says in words why it did not work; never throws. */
export async function actOnChaos(action: ChaosAction): Promise<ChaosOutcome> {
  const { verb, ...body } = action;
  try {
    const response = await fetch(`/ops/chaos/${verb}`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(body),
    });
    const answer = await response.json() as ChaosAnswer & { detail?: string; fix?: string };
    if (response.ok) return { answer };
    const { detail = "It did not work", fix } = answer;
    return { error: fix === undefined ? `${detail}.` : `${detail}. To mend it: ${fix}` };
  } catch {
    return { error: "Cannot reach the platform. In a terminal: netops chaos stop --all" };
  }
}
