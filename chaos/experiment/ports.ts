import type { Clock, HttpClient, ProgramRunner, Rng, Timer } from "@netops/core";
import type { NativeActions } from "./native_actions.ts";
import type { NativeCohorts } from "./native_cohorts.ts";
import type { NativeProbes } from "./native_probes.ts";

/** What the built-in functions of files need. */
export interface Files {
  /** What stands at a path; links are followed unless `isLink` is asked for. */
  kindOf(path: string): "file" | "folder" | "other" | undefined;
  isLink(path: string): boolean;
  sizeBytes(path: string): number;
  readText(path: string): string;
  list(path: string): string[];
  remove(path: string, options?: { readonly recursive?: boolean }): void;
  makeFolder(path: string, options?: { readonly recursive?: boolean }): void;
  rename(from: string, to: string): void;
  copy(from: string, to: string): void;
}

/** The machine and process in which an experiment runs. */
export interface Surroundings {
  /** The environment; `.env` files of `--var-file` add to a copy of it. */
  readonly env: Readonly<Record<string, string>>;
  /** The folder that relative paths start from. */
  readonly dir: string;
  readonly pid: number;
  readonly hostName: string;
  /** As in `Linux-6.1-x86_64`; for the journal. */
  readonly platform: string;
  /** With true a shell calls a program by the name it was given; the Chaos Toolkit calls it by its path. */
  readonly namesPrograms?: boolean;
}

/** Everything outside of an experiment. */
export interface ExperimentPorts {
  readonly clock: Clock;
  readonly timer: Timer;
  readonly rng: Rng;
  readonly http: HttpClient;
  readonly programs: ProgramRunner;
  readonly files: Files;
  readonly surroundings: Surroundings;
  /** Finds a program as a shell would. */
  findProgram(program: string, path: string, dir: string): string | undefined;
  /** Faults of netops; without them an experiment that wants one is refused. */
  readonly actions?: NativeActions;
  /** Probes of netops; the same holds. */
  readonly probes?: NativeProbes;
  /** Arms of experiments; without them nothing is known of any. */
  readonly cohorts?: NativeCohorts;
}
