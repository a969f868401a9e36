import { NetopsError } from "../errors/netops_error.ts";
import type { SignalName, SpawnedGroup, Spawner, SpawnRequest } from "../ports/spawner.ts";
import type { Processes } from "../ports/processes.ts";
import { mergeLines } from "./merge_lines.ts";
import { resolveProgram } from "./resolve_program.ts";

/** Starts real processes, each as the leader of a session and process group of its own. */
export function createDenoSpawner(processes: Processes): Spawner {
  return { spawn: (request) => Promise.resolve().then(() => spawn(request, processes)) };
}

function spawn(request: SpawnRequest, processes: Processes): SpawnedGroup {
  const [name, ...args] = request.command;
  const program = resolveProgram(name, request.env["PATH"] ?? "", request.dir);
  if (program === undefined) throw missingError(name, request.dir);
  let child: Deno.ChildProcess;
  try {
    child = new Deno.Command(program, {
      args,
      cwd: request.dir,
      env: request.env,
      clearEnv: true,
      detached: true,
      stdin: request.pipeStdin ? "piped" : "null",
      stdout: "piped",
      stderr: "piped",
    }).spawn();
  } catch (cause) {
    throw spawnError(request, cause);
  }
  const writer = request.pipeStdin ? child.stdin.getWriter() : undefined;
  const encoder = new TextEncoder();
  return {
    pid: child.pid,
    startMark: processes.startMark(child.pid) ?? "",
    lines: mergeLines(child.stdout, child.stderr),
    exited: child.status.then((status) => {
      // The pipe may be closed already; either way it must not keep a resource open.
      writer?.abort().catch(() => undefined);
      return { code: status.code, ...(status.signal ? { signal: status.signal } : {}) };
    }),
    write: async (text) => {
      if (writer === undefined) {
        throw new NetopsError("BUG", "Cannot write to a child without a pipe");
      }
      await writer.write(encoder.encode(text));
    },
    signal: (name: SignalName) => signalAll(child, name, processes),
  };
}

/** Signals the group; its leader alone where this process may run only some programs. */
function signalAll(child: Deno.ChildProcess, name: SignalName, processes: Processes): boolean {
  try {
    return processes.signalGroup(child.pid, name);
  } catch (error) {
    if (!(error instanceof Deno.errors.NotCapable)) throw error;
  }
  try {
    child.kill(name);
    return true;
  } catch (error) {
    if (error instanceof TypeError || error instanceof Deno.errors.NotFound) return false; // It ended.
    throw error;
  }
}

function missingError(program: string, dir: string): NetopsError {
  const path = program.startsWith("/") ? program : `${dir}/${program}`;
  if (program.includes("/") && isFile(path)) {
    return new NetopsError("SPAWN_FAILED", `Cannot start "${program}" as it is not executable`, {
      fix: `chmod +x ${program}`,
      details: { program },
    });
  }
  return new NetopsError("SPAWN_FAILED", `Cannot start "${program}" as it is not on this machine`, {
    fix: `install ${program}, or put it on PATH`,
    details: { program, missing: true },
  });
}

function isFile(path: string): boolean {
  try {
    return Deno.statSync(path).isFile;
  } catch {
    return false;
  }
}

function spawnError(request: SpawnRequest, cause: unknown): NetopsError {
  const program = request.command[0];
  const reason = cause instanceof Error ? cause.message : String(cause);
  return new NetopsError("SPAWN_FAILED", `Cannot start "${program}": ${reason}`, {
    details: { program },
    cause,
  });
}
