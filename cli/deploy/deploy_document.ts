import type { NetopsError } from "@netops/core";
import type { DeployDocument, DeploysDocument, ExecutionView } from "@netops/core/contracts";
import { isOver } from "./execution_facts.ts";

/** One execution as `--json` prints it. */
export function deployDocument(view: ExecutionView): DeployDocument {
  return {
    schema: "netops.deploy/v1",
    ...summaryOf(view),
    stages: view.stages.map((stage) => ({
      ...{ name: stage.name, type: stage.type, status: stage.status },
      ...{ startMs: stage.startedAtMs ?? null, endMs: stage.endedAtMs ?? null },
      ...(stage.reason === undefined ? {} : { reason: stage.reason }),
      ...(stage.deploy === undefined ? {} : { deploy: stage.deploy }),
    })),
  };
}

/** Executions as `deploy history --json` prints them. */
export function deploysDocument(views: readonly ExecutionView[]): DeploysDocument {
  return { schema: "netops.deploys/v1", deploys: views.map(summaryOf) };
}

/** What there is to say of a deploy that was refused before it began. */
export function refusedDocument(
  error: NetopsError,
  asked: Pick<DeployDocument, "app" | "pipeline" | "by" | "createdAtMs">,
): DeployDocument {
  const reason = error.fix === undefined ? error.message : `${error.message} (${error.fix})`;
  return {
    ...{ schema: "netops.deploy/v1", id: "", ...asked, endedAtMs: asked.createdAtMs },
    ...{ status: "CANCELED", verdict: "refused", reason, from: null, to: null },
    ...{ dropped: 0, requests: 0, timeToVerdictMs: null, stages: [] },
  };
}

function summaryOf(view: ExecutionView): DeploysDocument["deploys"][number] {
  return {
    ...{ id: view.id, app: view.app, pipeline: view.pipeline, status: view.status },
    ...{ verdict: verdictOf(view), reason: view.reason ?? "" },
    ...{ by: view.by, createdAtMs: view.createdAtMs, endedAtMs: view.endedAtMs ?? null },
    ...{ from: view.from ?? null, to: view.to ?? null },
    ...{ dropped: view.dropped, requests: view.requests },
    timeToVerdictMs: view.timeToVerdictMs ?? null,
  };
}

/** A pipeline that deploys nothing has no verdict of its own: what was to be done is done, or nobody knows. */
function verdictOf(view: ExecutionView): DeployDocument["verdict"] {
  if (view.verdict !== undefined || !isOver(view)) return view.verdict ?? null;
  return view.status === "SUCCEEDED" ? "promoted" : "inconclusive";
}
