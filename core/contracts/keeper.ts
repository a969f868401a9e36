/** One line that fleet writes to the keeper's stdin. Types only: the sender is our own parent. */
export type KeeperLine =
  | {
    readonly type: "plan";
    readonly runId: string;
    /** Files to remove when fleet is gone. */
    readonly files: readonly string[];
  }
  | { readonly type: "add"; readonly pid: number; readonly startMark: string }
  | { readonly type: "remove"; readonly pid: number }
  /** Asks whether the keeper can still act; it answers with a line of its own. */
  | { readonly type: "ping" }
  /** Everything ended in order: nothing is left to do. */
  | { readonly type: "bye" };
