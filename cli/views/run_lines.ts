import type { ProgressEvent } from "@netops/chaos/experiment";
import type { Paint } from "../print/color.ts";
import { harmless } from "../print/text_width.ts";

/** How to show a run. */
export interface RunViewOptions {
  readonly paint: Paint;
  /** Words instead of symbols. */
  readonly plain: boolean;
  /** When it began, in wall ms. */
  readonly startedAtMs: number;
}

/** One thing that happened in a run as a line; undefined for what needs none. */
export function progressLine(
  event: ProgressEvent,
  options: RunViewOptions,
): string | undefined {
  const { paint, startedAtMs } = options;
  const words = progressWords(event, options);
  if (words === undefined) return undefined;
  const at = ((event.atMs - startedAtMs) / 1000).toFixed(1).padStart(6);
  return `${paint("dim", `${at}s`)}  ${words}`;
}

function progressWords(
  event: ProgressEvent,
  { paint, plain }: RunViewOptions,
): string | undefined {
  const good = paint("green", plain ? "ok" : "✓");
  const bad = paint("red", plain ? "!" : "×");
  const { kind, status, isMet, data } = event;
  const name = harmless(event.name ?? "");
  switch (kind) {
    case "phase":
      // Checks beside the method say themselves what they are.
      return event.phase === "during" ? undefined : paint("bold", event.phase ?? "");
    case "activity-ended": {
      const isGood = status === "succeeded";
      return `${isGood ? good : bad} ${name}${isGood ? "" : `: ${status}`}`;
    }
    case "check":
      return isMet
        ? `${good} steady state ${event.phase ?? ""}`
        : `${bad} steady state ${event.phase ?? ""} left`;
    case "fault-injected":
      return `${paint("yellow", plain ? "on" : "●")} ${name} ${textOf(data?.["targets"])}`;
    case "fault-ended":
      return `${paint("green", plain ? "off" : "○")} ${name} ${status ?? ""}`;
    case "compared":
      return `${status === "alike" ? good : bad} arms ${status ?? ""}: ${
        harmless(textOf(data?.["reason"]))
      }`;
    case "recovered":
      return `${good} recovered ${textOf(data?.["recoveryMs"])} ms`;
    default:
      return undefined;
  }
}

function textOf(value: unknown): string {
  if (Array.isArray(value)) return value.map(String).join(", ");
  return value === undefined ? "" : String(value);
}
