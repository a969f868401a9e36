/** @jsxImportSource preact */
import type { VNode } from "preact";
import type { DataAnswer } from "../telemetry/data_answer.ts";
import { plainText } from "./plain_text.ts";

/** Says why there is nothing to show: not read yet, nobody answers, refused, or unknown. */
export function NoData(
  { answer, what, who = "Telemetry" }: {
    readonly answer: DataAnswer<unknown> | undefined;
    /** What would stand here: `traces`, `logs` … */
    readonly what: string;
    /** Who was asked. */
    readonly who?: string;
  },
): VNode | null {
  if (answer === undefined) return <p class="empty" role="status">Reading {what}…</p>;
  if (answer.ok) return null;
  if (answer.why !== "down") {
    return (
      <p class="warning" role="alert">
        <code class="said">{plainText(answer.error)}</code>
      </p>
    );
  }
  return (
    <p class="warning" role="alert">
      <strong>{who} does not answer,</strong> so no {what} can be shown now:{" "}
      {plainText(answer.error)}. This panel tries again. See <code>netops doctor</code>.
    </p>
  );
}
