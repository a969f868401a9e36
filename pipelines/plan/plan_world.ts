import type { BakedArtifact, RouteSnapshot, ServerGroupView } from "@netops/core/contracts";

/** How the files of two artifacts differ, by path. */
export interface FileChanges {
  readonly added: readonly string[];
  readonly changed: readonly string[];
  readonly removed: readonly string[];
}

/** What a bake of the pipeline came to. */
export type PlannedBake =
  | {
    readonly baked: BakedArtifact;
    /** Compared with what serves now, where both are there to compare. */
    readonly files?: FileChanges;
  }
  /** Why it could not be baked. */
  | { readonly problem: string };

/** What is there now, as far as a plan looks at it. */
export interface PlannedPlatform {
  /** Every app, and whose it is. */
  readonly apps: readonly {
    readonly app: string;
    readonly tier: "ground" | "platform" | "service";
  }[];
  /** Groups of the app of the pipeline, oldest first. */
  readonly groups: readonly ServerGroupView[];
  readonly routes: RouteSnapshot;
  /** Names of groups that are gone: fleet gives none of them again. */
  readonly goneGroups: readonly string[];
  /** The execution of the app that runs now. */
  readonly running?: string;
  /** By the name of the stage. */
  readonly bakes: Readonly<Record<string, PlannedBake>>;
}

/** What a plan is made for. */
export interface PlanWorld {
  /** Values that whoever starts the pipeline gives. */
  readonly parameters: Readonly<Record<string, string | number | boolean>>;
  /** Undefined when no platform runs: then only what is written is known. */
  readonly platform?: PlannedPlatform;
}
