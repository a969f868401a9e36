import type {
  NotificationSpec,
  PipelineSpecInput,
  ReleaseCheck,
  StageType,
  StrategyName,
  TimeWindow,
} from "@netops/core/contracts";
import type { CanaryConfig } from "../judge/canary_config.ts";
import type { OutputReferences, Reference } from "./reference.ts";

/** A time as it is written: `"15s"`, or a number of ms. */
export type Duration = `${number}${"ms" | "s" | "m" | "h"}` | number;

/** Text, or a reference to some. */
export type Text = string | Reference<string>;

/** A single value, or a reference to one. */
export type Scalar = string | number | boolean | Reference;

/** A stage that was named, for those that come after it. */
export interface StageHandle<T extends StageType = StageType> {
  readonly name: string;
  readonly type: T;
  /** What it gives out, each a reference; using one makes the user need this stage. */
  readonly outputs: OutputReferences<T>;
}

/** Two values and how they must stand to each other. */
export interface ComparisonOptions {
  readonly left: Scalar;
  readonly is: "=" | "!=" | "<" | "<=" | ">" | ">=" | "matches";
  readonly right: Scalar;
}

/** What is asked again and again: a request, or a query of telemetry. */
export type QuestionOptions =
  | { readonly url: Text; readonly status?: number; readonly body?: string }
  | {
    readonly query: string;
    readonly is: "=" | "!=" | "<" | "<=" | ">" | ">=";
    readonly right: number;
  };

/** What every stage may say. */
export interface CommonOptions {
  /** Stages that must be complete first, besides those whose outputs are used; the one before when left out. */
  readonly needs?: readonly { readonly name: string; readonly outputs: object }[];
  /** What its failure does: `halt` when left out. */
  readonly onFailure?: "halt" | "haltBranch" | "haltBranchThenFail" | "ignore";
  /** The stage is skipped unless all of these hold. */
  readonly when?: readonly ComparisonOptions[];
  /** The stage waits until it may start. */
  readonly window?: TimeWindow;
  /** The stage fails when it takes longer. */
  readonly timeout?: Duration;
}

/** How a release is watched and judged. */
export interface JudgingOptions {
  /** A canary configuration in Kayenta's format; what suits any service when left out. */
  readonly config?: CanaryConfig;
  readonly mode?: "netops" | "kayenta";
  readonly warmup?: Duration;
  readonly step?: Duration;
  readonly prometheusUrl?: string;
  readonly checks?: readonly (Partial<ReleaseCheck> & Pick<ReleaseCheck, "path">)[];
  readonly extensions?: number;
}

interface ProcessOptions extends CommonOptions {
  /** Where it runs, relative to the file. */
  readonly dir?: string;
  /** Variables it gets; numbers become text. */
  readonly env?: Readonly<Record<string, string | Reference>>;
  readonly deadline?: Duration;
}

interface GroupOptions extends CommonOptions {
  readonly group: Text;
}

/** What each type of stage may say. Times are durations, paths are relative to the file. */
export interface StageOptions {
  readonly bake: CommonOptions & {
    /** `./v2`, `git:REF`, or a map. */
    readonly from:
      | string
      | { readonly dir: string }
      | { readonly git: string; readonly repo?: string; readonly dir?: string };
  };
  /** A list is run as it is, a string under a shell. */
  readonly run: ProcessOptions & { readonly command: string | readonly string[] };
  readonly deploy: CommonOptions & {
    /** What to run; what serves now when left out. */
    readonly artifact?: Text;
    readonly strategy: StrategyName;
    readonly replicas?: number;
    /** Shares of the requests in percent, ascending. */
    readonly steps?: readonly number[];
    readonly bake?: Duration;
    readonly ready?: Duration;
    readonly drain?: Duration;
    readonly watch?: Duration;
    readonly stopsOld?: boolean;
    readonly mostDropped?: number;
    readonly judging?: JudgingOptions;
  };
  readonly canary: CommonOptions & {
    readonly baseline: Text;
    readonly canary: Text;
    readonly bake?: Duration;
    readonly looks?: number;
    readonly judging?: JudgingOptions;
  };
  readonly resize: GroupOptions & { readonly replicas: number };
  readonly enable: GroupOptions;
  readonly disable: GroupOptions;
  readonly destroy: GroupOptions;
  readonly rollback: CommonOptions & {
    readonly to?: Text;
    readonly ready?: Duration;
    readonly drain?: Duration;
  };
  readonly approve: CommonOptions & {
    readonly message?: string;
    readonly roles?: readonly string[];
    readonly expires?: Duration;
    readonly otherwise?: "approve" | "reject";
  };
  readonly wait: CommonOptions & { readonly duration: Duration };
  readonly until: CommonOptions & {
    readonly question: QuestionOptions;
    readonly every?: Duration;
    readonly until?: Duration;
  };
  readonly assert: CommonOptions & {
    readonly that?: readonly ComparisonOptions[];
    readonly questions?: readonly QuestionOptions[];
  };
  readonly http: CommonOptions & {
    readonly method?: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
    readonly url: Text;
    readonly headers?: Readonly<Record<string, string | Reference>>;
    readonly body?: unknown;
    readonly status?: number;
    readonly retries?: number;
  };
  readonly pipeline: CommonOptions & {
    readonly pipeline: string;
    readonly parameters?: Readonly<Record<string, Scalar>>;
  };
  readonly chaos: CommonOptions & {
    readonly experiment: string;
    readonly targets?: readonly Text[];
    readonly variables?: Readonly<Record<string, Scalar>>;
    readonly deadline?: Duration;
  };
  readonly load: ProcessOptions & {
    /** A preset of `netops load`, or a script of k6. */
    readonly script: string;
    /** Starts per second. */
    readonly rate?: number;
    readonly duration?: Duration;
    readonly thresholds?: readonly string[];
  };
}

/** What starts a pipeline by itself. */
export type TriggerOptions =
  | { readonly type: "cron"; readonly schedule: string; readonly timeZone: string }
  | {
    readonly type: "git";
    readonly repo?: string;
    readonly ref: string;
    readonly every?: Duration;
  };

/** What a pipeline says besides its stages. */
export interface PipelineOptions {
  readonly name: string;
  readonly app: string;
  readonly description?: string;
  readonly triggers?: readonly TriggerOptions[];
  readonly window?: TimeWindow;
  readonly notifications?: readonly NotificationSpec[];
  readonly concurrency?: NonNullable<PipelineSpecInput["concurrency"]>;
}
