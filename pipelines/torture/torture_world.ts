import type {
  ExecutionEvent,
  ExecutionView,
  PipelineSpecInput,
  ServerGroupView,
} from "@netops/core/contracts";

/** A platform on which a conductor may be killed. */
export interface TortureWorld {
  /** Kills the conductor right after it stored this event of whatever runs next. */
  arm(afterSeq: number): Promise<void>;
  /** Carries a pipeline out, however often the conductor dies meanwhile. */
  carryOut(pipeline: PipelineSpecInput, key: string): Promise<ExecutionView>;
  events(executionId: string): Promise<readonly ExecutionEvent[]>;
  /** Groups of the tortured application, when none of them starts or stops any more. */
  settledGroups(): Promise<readonly ServerGroupView[]>;
  /** Epochs of the route switches so far, in the order of the time line. */
  epochs(): Promise<readonly number[]>;
  /** Server groups of the application's processes, one for each process that is there. */
  processes(): Promise<readonly string[]>;
  /** How often the conductor was started so far. */
  conductorStarts(): Promise<number>;
  /** Requests sent so far, and those that nobody answered as they should be. */
  requests(): { readonly sent: number; readonly dropped: number };
}

/** A pipeline that is carried out again and again. */
export interface TortureCase {
  readonly name: string;
  /** What is carried out in a round; the version that serves now is told. */
  pipeline(round: number): PipelineSpecInput;
}
