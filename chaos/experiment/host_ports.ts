import type { Host } from "@netops/core/host";
import { denoFiles } from "./deno_files.ts";
import type { NativeActions } from "./native_actions.ts";
import type { NativeCohorts } from "./native_cohorts.ts";
import type { NativeProbes } from "./native_probes.ts";
import type { ExperimentPorts } from "./ports.ts";

/** What differs from run to run. */
export interface HostPortsOptions {
  /** Decides every draw. */
  readonly seed: string;
  /** The folder that relative paths start from. */
  readonly dir: string;
  readonly env?: Readonly<Record<string, string>>;
  /** See {@linkcode Surroundings}. */
  readonly namesPrograms?: boolean;
  readonly actions?: NativeActions;
  readonly probes?: NativeProbes;
  readonly cohorts?: NativeCohorts;
}

/** The real ports of an experiment; close `http` and call `programs.endAll()` when the run is over. */
export function createExperimentPorts(host: Host, options: HostPortsOptions): ExperimentPorts {
  const env = options.env ?? { ...host.readEnvironment(), PATH: host.readSearchPath() };
  const system = host.os === "darwin" ? "Darwin" : "Linux";
  return {
    clock: host.clock,
    timer: host.timer,
    rng: host.createRng(options.seed),
    http: host.createHttpClient(),
    programs: host.createProgramRunner(),
    files: denoFiles,
    surroundings: {
      env,
      dir: options.dir,
      pid: host.processes.ownPid,
      hostName: Deno.hostname(),
      namesPrograms: options.namesPrograms === true,
      platform: `${system}-${Deno.osRelease()}-${Deno.build.arch}`,
    },
    findProgram: host.findProgram,
    ...(options.actions === undefined ? {} : { actions: options.actions }),
    ...(options.probes === undefined ? {} : { probes: options.probes }),
    ...(options.cohorts === undefined ? {} : { cohorts: options.cohorts }),
  };
}
