import type { HttpClient } from "@netops/core";
import type { ExecutionRequest, ExecutionView, RunDocument } from "@netops/core/contracts";

/** An experiment that a stage wants run. */
export interface ExperimentOrder {
  /** Asked for twice with one key, it runs once. */
  readonly key: string;
  /** A name of the gallery, or a text. */
  readonly experiment: string;
  /** `NAME=VALUE` each. */
  readonly variables: readonly string[];
  readonly deadlineMs: number;
}

/** What stages ask of others besides the platform they deliver to. */
export interface StageServices {
  readonly http: HttpClient;
  /** The one value of an instant query; undefined when it has none, or more than one. */
  query(promql: string): Promise<number | undefined>;
  /** Starts another pipeline; a key makes it one execution. */
  startExecution(request: ExecutionRequest): Promise<ExecutionView>;
  execution(id: string): Promise<ExecutionView | undefined>;
  abortExecution(id: string, reason: string): Promise<void>;
  startExperiment(order: ExperimentOrder): Promise<{ readonly id: string }>;
  experiment(id: string): Promise<RunDocument | undefined>;
  stopExperiment(id: string): Promise<void>;
  /** Where a program of this name is, or undefined. */
  findProgram(name: string): string | undefined;
  /** The execution that was started with a key; undefined when there is none. */
  executionWithKey?(key: string): Promise<ExecutionView | undefined>;
  /** What a URL that is a path alone is below: the gateway. */
  readonly gatewayUrl?: string;
  /** Hosts besides this machine that requests of stages may go to; none when left out. */
  readonly allowedHosts?: readonly string[];
}
