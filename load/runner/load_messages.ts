import type { ErrorCode } from "@netops/core";
import type { LoadProgress } from "../report/load_progress.ts";
import type { LoadReport } from "../report/load_report.ts";

/** What the job of a load says on stdout, one JSON object a line. */
export type LoadMessage = LoadProgressMessage | LoadEndMessage | LoadErrorMessage;

/** How it goes, once a second. */
export interface LoadProgressMessage {
  readonly type: "progress";
  readonly progress: LoadProgress;
}

/** It is over and judged; the report is `report.json` in the folder of its order. */
export interface LoadEndMessage extends Pick<LoadReport, "verdict" | "reason" | "exitCode"> {
  readonly type: "end";
}

/** It could not be run; there is no report. */
export interface LoadErrorMessage {
  readonly type: "error";
  readonly code: ErrorCode;
  readonly message: string;
  readonly fix?: string;
  readonly details?: Readonly<Record<string, unknown>>;
}

/** Reads a line of a load's job; undefined for everything else that it says. */
export function readLoadMessage(text: string): LoadMessage | undefined {
  if (!text.startsWith("{")) return undefined;
  try {
    const message = JSON.parse(text) as LoadMessage;
    return ["progress", "end", "error"].includes(message.type) ? message : undefined;
  } catch {
    return undefined;
  }
}
