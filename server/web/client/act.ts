/// <reference lib="dom" />
import type { OpsAction, OpsActionAnswer } from "../action.ts";
import type { Notice } from "../view/page_state.ts";

/** Asks the platform to do it, and says in words how that went; never throws. */
export async function act(action: OpsAction): Promise<Notice> {
  const { verb, ...body } = action;
  try {
    const response = await fetch(`/ops/actions/${verb}`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(body),
    });
    const answer = await response.json() as OpsActionAnswer & { detail?: string; fix?: string };
    if (!response.ok) return { tone: "bad", text: sentence(answer.detail, answer.fix) };
    return { tone: "ok", text: sentence(doneText(action), answer.reason) };
  } catch {
    return {
      tone: "bad",
      text: "Cannot reach the platform. Nothing was done, as far as is known.",
    };
  }
}

function doneText(action: OpsAction): string {
  const name = "instance" in action ? action.instance : action.app;
  switch (action.verb) {
    case "restart":
      return `${name} restarts`;
    case "start":
      return `${name} starts`;
    case "stop":
      return `${name} stops`;
    case "scale":
      return `${name} goes to ${action.replicas}`;
  }
}

function sentence(text: string | undefined, rest: string | undefined): string {
  const first = text ?? "It did not work";
  return rest === undefined ? `${first}.` : `${first}: ${rest}`;
}
