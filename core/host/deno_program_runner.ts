import { NetopsError } from "../errors/netops_error.ts";
import type { Processes } from "../ports/processes.ts";
import type { ProgramRequest, ProgramResult, ProgramRunner } from "../ports/program_runner.ts";

/** The variable by which descendants are found, also those whose parent is gone. */
const MARK = "NETOPS_PROGRAM_RUNNER";

/** Runs real programs in the process group of this process; `mark` tells this runner's from all others. */
export function createDenoProgramRunner(processes: Processes, mark: string): ProgramRunner {
  return {
    run: (request) => run(request, { processes, mark }),
    endAll: () => endMarked(processes, mark),
  };
}

async function run(
  request: ProgramRequest,
  { processes, mark }: { processes: Processes; mark: string },
): Promise<ProgramResult> {
  request.signal?.throwIfAborted();
  const child = spawn(request, mark);
  const end = () => endFamily(processes, child.pid);
  request.signal?.addEventListener("abort", end, { once: true });
  try {
    const [status, stdout, stderr] = await Promise.all([
      child.status,
      readAtMost(child.stdout, request.limitBytes),
      readAtMost(child.stderr, request.limitBytes),
    ]);
    request.signal?.throwIfAborted();
    return {
      code: status.code,
      ...(status.signal === null ? {} : { signal: status.signal }),
      stdout: stdout.bytes,
      stderr: stderr.bytes,
      isCut: stdout.isCut || stderr.isCut,
    };
  } finally {
    request.signal?.removeEventListener("abort", end);
  }
}

function spawn({ command, dir, env }: ProgramRequest, mark: string): Deno.ChildProcess {
  const [program, ...args] = command;
  try {
    return new Deno.Command(program, {
      args,
      cwd: dir,
      env: { ...env, [MARK]: mark },
      clearEnv: true,
      stdin: "null",
      stdout: "piped",
      stderr: "piped",
    }).spawn();
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new NetopsError("SPAWN_FAILED", `Cannot start "${program}": ${reason}`, {
      details: { program },
      cause,
    });
  }
}

/** Kills a process and its descendants; stopped first, so that none of them starts another meanwhile. */
function endFamily(processes: Processes, pid: number): void {
  const seen = new Set<number>();
  for (let grew = true; grew;) {
    const family = processes.family([pid]).filter((member) => !seen.has(member));
    for (const member of family) {
      seen.add(member);
      processes.signal(member, "SIGSTOP");
    }
    grew = family.length > 0;
  }
  for (const member of seen) processes.signal(member, "SIGKILL");
}

function endMarked(processes: Processes, mark: string): number {
  const left = processes.withEnvironment(MARK, mark);
  for (const pid of left) endFamily(processes, pid);
  return left.length;
}

async function readAtMost(
  stream: ReadableStream<Uint8Array>,
  limitBytes: number,
): Promise<{ bytes: Uint8Array; isCut: boolean }> {
  const chunks: Uint8Array[] = [];
  let [keptBytes, isCut] = [0, false];
  for await (const chunk of stream) {
    const kept = chunk.subarray(0, limitBytes - keptBytes);
    if (kept.length > 0) chunks.push(kept);
    keptBytes += kept.length;
    isCut ||= kept.length < chunk.length;
  }
  const bytes = new Uint8Array(keptBytes);
  let at = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, at);
    at += chunk.length;
  }
  return { bytes, isCut };
}
