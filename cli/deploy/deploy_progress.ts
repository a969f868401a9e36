import type { ExecutionView, LookView } from "@netops/core/contracts";
import { deployStageOf, goingOn } from "./execution_facts.ts";

/** One line of `--jsonl`: how a deploy stands after a change. */
export interface DeployProgress {
  readonly schema: "netops.deploy.progress/v1";
  readonly tsMs: number;
  readonly seq: number;
  readonly id: string;
  readonly app: string;
  readonly status: ExecutionView["status"];
  readonly verdict?: NonNullable<ExecutionView["verdict"]>;
  readonly reason?: string;
  readonly dropped: number;
  readonly requests: number;
  /** Stages that go on, with what each waits for. */
  readonly stages: readonly {
    readonly name: string;
    readonly type: string;
    readonly status: ExecutionView["status"];
    readonly reason?: string;
  }[];
  readonly step?: string;
  readonly stepNumber?: number;
  readonly stepCount?: number;
  readonly isRollingBack?: boolean;
  /** Percent of the requests by server group: wanted, and measured where known. */
  readonly shares?: readonly {
    readonly group: string;
    readonly role: string;
    readonly wantPercent: number;
    readonly actualPercent?: number;
  }[];
  /** Looks that are new since the line before. */
  readonly looks?: readonly LookView[];
}

/** What a machine that follows is told when a deploy has changed. */
export function deployProgress(
  before: ExecutionView | undefined,
  view: ExecutionView,
  tsMs: number,
): DeployProgress {
  const { seq, id, app, status, verdict, reason, dropped, requests } = view;
  return {
    ...{ schema: "netops.deploy.progress/v1", tsMs, seq, id, app, status },
    ...(verdict === undefined ? {} : { verdict }),
    ...(reason === undefined ? {} : { reason }),
    ...{ dropped, requests },
    stages: goingOn(view).map(({ name, type, status, reason }) => ({
      ...{ name, type, status },
      ...(reason === undefined ? {} : { reason }),
    })),
    ...trafficOf(before, view),
  };
}

function trafficOf(before: ExecutionView | undefined, view: ExecutionView) {
  const stage = deployStageOf(view);
  if (stage === undefined) return {};
  const { step, stepNumber, stepCount, isRollingBack, groups, looks } = stage.deploy;
  const known = before?.stages.find(({ name }) => name === stage.name)?.deploy?.looks.length ?? 0;
  return {
    ...{ step, stepNumber, stepCount, isRollingBack },
    shares: groups.map(({ name: group, role, wantPercent, actualPercent }) => ({
      ...{ group, role, wantPercent },
      ...(actualPercent === undefined ? {} : { actualPercent }),
    })),
    ...(looks.length > known ? { looks: looks.slice(known) } : {}),
  };
}
