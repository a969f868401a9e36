import type { DeployVerdict, GroupSource, LookView, StrategyName } from "@netops/core/contracts";
import type { JudgeProgress } from "./judge_progress.ts";
import type { LedgerBook } from "./ledger_book.ts";
import type { ProbeBook } from "./probe_book.ts";
import type { WatchProgress } from "./watch_progress.ts";

/** What a server group is to a deploy. */
export type Role = "old" | "fresh" | "baseline";

/** What a deploy found when it began, and means to do; it never changes. */
export interface DeployPlan {
  readonly strategy: StrategyName;
  /** What serves; none on a first deploy. */
  readonly old?: {
    readonly name: string;
    readonly version: string;
    readonly replicas: number;
    readonly readyMs?: number;
  };
  /** What the new group is started from; none when it is there already, as in a rollback. */
  readonly source?: GroupSource;
  /** The artifact that is wanted is what serves: the same version is no deploy. */
  readonly mayBeUnchanged: boolean;
  readonly replicas: number;
  /** Other groups with requests when it began. */
  readonly others: readonly string[];
  /** How switches are watched; none where a request of ours would not reach the service. */
  readonly probe?: { readonly path: string; readonly perSecond: number };
}

/** Where the step at hand is; forgotten when the next one begins. */
export interface StepProgress {
  /** When its wait is over. */
  readonly untilMs?: number;
  /** The epoch that the gateways are to follow. */
  readonly epoch?: number;
  readonly settledAtMs?: number;
  readonly conflicts?: number;
  readonly isStopAsked?: boolean;
  /** The group that is being cleared away, of several. */
  readonly clearing?: string;
  readonly judge?: JudgeProgress;
  readonly watch?: WatchProgress;
}

/** What a deploy came to, while it carries that out. */
export interface Decision {
  readonly verdict: DeployVerdict;
  readonly reason: string;
  readonly atMs: number;
}

/** All that a deploy remembers from one step to the next. */
export interface DeployState {
  /** None before it has looked at what is there. */
  readonly plan?: DeployPlan;
  readonly isGoingBack: boolean;
  /** Which step is at hand, going on or back. */
  readonly at: number;
  readonly progress?: StepProgress;
  /** Fleet gives the names. */
  readonly names: Readonly<Partial<Record<Role, string>>>;
  /** Roles whose groups a way back has to end. */
  readonly spawned: readonly Role[];
  /** Percent of the requests by role. */
  readonly wants: Readonly<Partial<Record<Role, number>>>;
  readonly epoch?: number;
  readonly spawnedAtMs?: number;
  /** When the new version got its first requests. */
  readonly trafficAtMs?: number;
  readonly ledger?: LedgerBook;
  /** Dropped requests when the last move of traffic began. */
  readonly droppedBeforeMove?: number;
  readonly probes: ProbeBook;
  readonly looks: readonly LookView[];
  /** Looks so far: each spent its part of the false fails allowed. */
  readonly lookCount: number;
  /** To the end without another look. */
  readonly isFull?: boolean;
  readonly decision?: Decision;
  /** Why it cannot go back. */
  readonly lost?: string;
  /** Roles whose groups are left as they are, with requests under way. */
  readonly kept: readonly Role[];
  /** What the outcome has to say besides. */
  readonly notes: readonly string[];
}

/** The state of a deploy that has not done anything. */
export const NEW_DEPLOY: DeployState = {
  ...{ isGoingBack: false, at: 0, names: {}, spawned: [], wants: {} },
  probes: { sent: 0, lost: 0, live: { sent: 0, lost: 0 }, isOn: false },
  ...{ looks: [], lookCount: 0, kept: [], notes: [] },
};
