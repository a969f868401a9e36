import type { OutputLine } from "@netops/core";
import type { SessionLine } from "../session/session_line.ts";
import { type EngineProcessPorts, startEngineProcess } from "./engine_process.ts";
import type { EngineLine, LoadEngine } from "./engine_port.ts";
import { createWholeLineSpawner } from "./whole_lines.ts";

/** What the built-in engine is started with. */
export interface BuiltinEngineOptions extends EngineProcessPorts {
  readonly denoPath: string;
  readonly env: Readonly<Record<string, string>>;
  /** The root of netops, with a trailing slash. */
  readonly root: string;
}

/** The built-in engine, in a process of its own as k6 is. */
export function createBuiltinEngine(options: BuiltinEngineOptions): LoadEngine {
  const { denoPath, env, root, timer } = options;
  const spawner = createWholeLineSpawner(options.spawner);
  return {
    start: ({ folder }, { orderPath, accountsPath }) =>
      startEngineProcess({
        command: [
          denoPath,
          ...["run", "--quiet", "--no-prompt", "--cached-only", "--frozen"],
          ...[`--config=${root}deno.json`, `--lock=${root}netops.lock`],
          ...["--allow-net=127.0.0.0/8", `--allow-read=${folder}`, "--allow-env"],
          ...[`${root}load/engine/main.ts`, orderPath, accountsPath],
        ],
        dir: folder,
        env: { ...env },
        // It ends when its runner is gone, whoever ended that.
        pipeStdin: true,
        read: readLine,
      }, { spawner, timer }),
  };
}

const TYPES: ReadonlySet<string> = new Set(["start", "mark", "end"]);

function readLine({ stream, text }: OutputLine): EngineLine | undefined {
  if (text === "") return undefined;
  const line = stream === "stdout" ? parseLine(text) : undefined;
  if (line === undefined) return { kind: "talk", text };
  return { kind: "session", line };
}

function parseLine(text: string): SessionLine | undefined {
  try {
    const line = JSON.parse(text) as SessionLine;
    return TYPES.has(line.type) ? line : undefined;
  } catch {
    return undefined;
  }
}
