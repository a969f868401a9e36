import { NetopsError, type ProgramRunner } from "@netops/core";

/** How git is run. */
export interface GitOptions {
  readonly runner: ProgramRunner;
  /** Where programs are looked for, and the home of the user's configuration. */
  readonly env: Readonly<Record<string, string>>;
  /** Ends git and what it started. */
  readonly signal: AbortSignal;
}

/** What git said. */
export interface GitAnswer {
  readonly isOk: boolean;
  readonly stdout: string;
  readonly stderr: string;
}

/** As much as the list of files of a very large repository. */
const MOST_BYTES = 64 << 20;

/** Nothing is asked, fetched, hooked into or written beside what is said. */
const QUIET_ENV: Readonly<Record<string, string>> = {
  GIT_TERMINAL_PROMPT: "0",
  GIT_OPTIONAL_LOCKS: "0",
  GIT_NO_LAZY_FETCH: "1",
  LC_ALL: "C",
};

/** Bytes as they were committed, on every system. */
const PLAIN_CONFIG: readonly string[] = [
  ...["-c", "core.hooksPath=/dev/null", "-c", "core.fsmonitor=false"],
  ...["-c", "core.autocrlf=false", "-c", "core.eol=lf"],
];

/** Runs git with a narrow environment. */
export class Git {
  readonly #options: GitOptions;

  /** Runs nothing yet. */
  constructor(options: GitOptions) {
    this.#options = options;
  }

  /**
   * Runs git in a folder to its end.
   *
   * @throws {NetopsError} SPAWN_FAILED when there is no git; the signal's reason when it was ended.
   */
  async run(
    dir: string,
    args: readonly string[],
    env: Readonly<Record<string, string>> = {},
  ): Promise<GitAnswer> {
    const { runner, signal } = this.#options;
    const { PATH = "/usr/local/bin:/usr/bin:/bin", HOME, XDG_CONFIG_HOME } = this.#options.env;
    const result = await runner.run({
      command: ["git", ...PLAIN_CONFIG, ...args],
      dir,
      env: {
        PATH,
        ...(HOME === undefined ? {} : { HOME }),
        ...(XDG_CONFIG_HOME === undefined ? {} : { XDG_CONFIG_HOME }),
        ...QUIET_ENV,
        ...env,
      },
      limitBytes: MOST_BYTES,
      signal,
    }).catch((thrown) => {
      throw withFix(thrown);
    });
    const decoder = new TextDecoder();
    return {
      isOk: result.code === 0 && !result.isCut,
      stdout: decoder.decode(result.stdout),
      stderr: decoder.decode(result.stderr),
    };
  }
}

function withFix(thrown: unknown): unknown {
  if (!(thrown instanceof NetopsError) || thrown.code !== "SPAWN_FAILED") return thrown;
  return new NetopsError("SPAWN_FAILED", "Cannot bake from git as there is no git to run", {
    fix: "install git, or bake a folder: netops deploy run APP --from DIR",
    cause: thrown,
  });
}
