import type { ExecutionView } from "@netops/core/contracts";

/** An execution in a list: what it came to, without how it came to it. */
export type DeployRow =
  & Omit<ExecutionView, "stages" | "seq" | "isPauseAsked" | "isCancelAsked">
  & {
    /** Strategy, or the name of the pipeline. */
    readonly how: string;
    /** How it stands, in a word or two. */
    readonly standing: string;
    /** What it waits for; left out when it waits for nothing. */
    readonly waits?: string;
  };

/** What the deploys view lists. */
export interface DeployLists {
  /** What is not over, newest first. */
  readonly running: readonly DeployRow[];
  /** The newest 20 of the others. */
  readonly recent: readonly DeployRow[];
}

/** An execution that goes on, as every view names it. */
export interface RunningDeploy {
  readonly id: string;
  readonly app: string;
  readonly words: string;
}

/** What the page can tell an execution, or an app that none runs of. */
export type DeployAction =
  | { readonly verb: DeployWish; readonly deploy: string }
  | {
    readonly verb: "approve" | "reject";
    readonly deploy: string;
    readonly stage: string;
    readonly role?: string;
    readonly note?: string;
  }
  /** Starts an execution that sends all requests back to what served before; one `key` starts one. */
  | { readonly verb: "go-back"; readonly app: string; readonly key: string };

/** What an execution that runs can be told without more words. */
export type DeployWish = "promote" | "promote-full" | "pause" | "resume" | "abort" | "rollback";

/** What came of an action: the execution it is about. */
export interface DeployAnswer {
  readonly deploy: string;
}
