import type { StageStep } from "../stage_handler.ts";
import type { DeploySettings } from "./deploy_settings.ts";
import type { DeployPlan, DeployState } from "./deploy_state.ts";
import type { DeployScope, StepWork } from "./step_work.ts";

/** A deploy, or what goes like one, such as a rollback. */
export interface Course {
  readonly scope: DeployScope;
  readonly settings: DeploySettings;
  /** Looks at what is there; an end where there is nothing to do, or it must not be done. */
  plan(): Promise<Planned>;
  /** Words for the end of one that succeeded. */
  readonly succeeded: (work: StepWork) => string;
  readonly verdict: "promoted" | "rolled-back";
}

/** What a deploy means to do, or how it ends before it began. */
export type Planned =
  | {
    readonly plan: DeployPlan;
    readonly names: DeployState["names"];
    readonly spawned?: DeployState["spawned"];
  }
  | { readonly end: StageStep<DeployState> };
