import { NetopsError, type SpawnedGroup, type Spawner } from "@netops/core";
import type { ProbeAnswer } from "./movie_facts.ts";
import { probeArgs } from "./ffmpeg_command.ts";

/** What running ffmpeg needs. */
export interface FfmpegOptions {
  readonly spawner: Spawner;
  /** Finds a program in the folders of a path, as a shell would. */
  readonly findProgram: (program: string, path: string, dir: string) => string | undefined;
  readonly searchPath: string;
  /** The working folder of the children. */
  readonly dir: string;
}

/** How one run is watched and ended. */
export interface FfmpegRun {
  readonly signal: AbortSignal;
  /** Told how much of the output is written, in seconds. */
  readonly onSeconds?: (seconds: number) => void;
}

const PROGRESS = /^out_time_us=(\d+)/;
const KEPT_LINES = 10;
const SAYS_NOTHING = "Invalid data found when processing input";
const FIX = "apt-get install ffmpeg (macOS: brew install ffmpeg), then: netops restart origin";

/** Runs ffmpeg and ffprobe as children that end when they are told to, or when we are gone. */
export class Ffmpeg {
  readonly #options: FfmpegOptions;

  /** Makes one; nothing is looked for yet. */
  constructor(options: FfmpegOptions) {
    this.#options = options;
  }

  /** @throws {NetopsError} SPAWN_FAILED when ffmpeg or ffprobe is not on this machine */
  require(): void {
    this.#find("ffmpeg");
    this.#find("ffprobe");
  }

  /** @throws {RangeError} when the file is no movie that ffprobe understands */
  async probe(source: string, signal: AbortSignal): Promise<ProbeAnswer> {
    const lines: string[] = [];
    await this.#run("ffprobe", probeArgs(source), { signal, onLine: (line) => lines.push(line) });
    return JSON.parse(lines.join("\n"));
  }

  /**
   * Runs ffmpeg to its end.
   *
   * @throws {RangeError} with its last words
   * @throws {NetopsError} DISK_FULL, or SPAWN_FAILED with `details.signal` when something killed it
   */
  async encode(args: readonly string[], { signal, onSeconds }: FfmpegRun): Promise<void> {
    await this.#run("ffmpeg", args, {
      signal,
      onLine: (line) => {
        const [, micros] = PROGRESS.exec(line) ?? [];
        if (micros !== undefined) onSeconds?.(Number(micros) / 1e6);
      },
    });
  }

  async #run(
    program: "ffmpeg" | "ffprobe",
    args: readonly string[],
    { signal, onLine }: { signal: AbortSignal; onLine: (line: string) => void },
  ): Promise<void> {
    signal.throwIfAborted();
    const { spawner, searchPath, dir } = this.#options;
    const child = await spawner.spawn({
      command: [this.#find(program), ...args],
      dir,
      env: { PATH: searchPath, LC_ALL: "C", AV_LOG_FORCE_NOCOLOR: "1" },
      pipeStdin: false,
    });
    const kill = () => child.signal("SIGKILL");
    signal.addEventListener("abort", kill, { once: true });
    // It may have aborted while the child was started.
    if (signal.aborted) kill();
    try {
      const said = await readLines(child, onLine);
      const { code, signal: endedBy } = await child.exited;
      signal.throwIfAborted();
      if (code !== 0) throw failure({ program, said, endedBy, args });
    } finally {
      signal.removeEventListener("abort", kill);
    }
  }

  #find(program: string): string {
    const { findProgram, searchPath, dir } = this.#options;
    const found = findProgram(program, searchPath, dir);
    if (found !== undefined) return found;
    throw new NetopsError(
      "SPAWN_FAILED",
      `Cannot make titles as ${program} is not on this machine; all else works without it`,
      { fix: FIX, details: { program, missing: true } },
    );
  }
}

/** Hands over what is printed, and keeps the last words of stderr. */
async function readLines(child: SpawnedGroup, onLine: (line: string) => void): Promise<string[]> {
  const said: string[] = [];
  for await (const { stream, text } of child.lines) {
    if (stream === "stdout") onLine(text);
    else if (said.push(text) > KEPT_LINES) said.shift();
  }
  return said;
}

interface Failure {
  readonly program: string;
  readonly said: readonly string[];
  readonly endedBy: string | undefined;
  readonly args: readonly string[];
}

function failure({ program, said, endedBy, args }: Failure): Error {
  if (endedBy !== undefined) {
    return new NetopsError("SPAWN_FAILED", `Cannot go on as ${program} was ended by ${endedBy}`, {
      details: { signal: endedBy },
    });
  }
  if (said.some((line) => line.includes("No space left on device"))) {
    return new NetopsError("DISK_FULL", "Cannot write the title as the disk is full");
  }
  return new RangeError(`${program} says: ${lastWords(said, args)}`);
}

/** The last line that says more than that it failed, without who speaks and without our paths. */
function lastWords(said: readonly string[], args: readonly string[]): string {
  const line = said.findLast((one) => !one.includes(SAYS_NOTHING)) ?? said.at(-1) ?? "nothing";
  const paths = args.filter((arg) => arg.startsWith("/"));
  const short = paths.reduce((text, path) => text.replaceAll(path, "the file"), line);
  return short.replace(/^\[[^\]]*\]\s*/, "").replace(/^the file:\s*/, "").replace(/\.$/, "");
}
