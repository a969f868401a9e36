import { NetopsError } from "../errors/netops_error.ts";
import type { Processes } from "../ports/processes.ts";
import type { ProgramRequest, ProgramResult, ProgramRunner } from "../ports/program_runner.ts";

/** The variable by which descendants of all programs of a runner are found, also those whose parent is gone. */
const MARK = "NETOPS_PROGRAM_RUNNER";

/** The same for one program. */
const PROGRAM_MARK = "NETOPS_PROGRAM";

/** Runs real programs in the process group of this process; `mark` tells this runner's from all others. */
export function createDenoProgramRunner(processes: Processes, mark: string): ProgramRunner {
  let count = 0;
  return {
    run: (request) =>
      run(request, processes, { [MARK]: mark, [PROGRAM_MARK]: `${mark}-${count++}` }),
    endAll: () => endMarked(processes, MARK, mark),
  };
}

/** The variables that tell what a program started. */
type Marks = Readonly<Record<typeof MARK | typeof PROGRAM_MARK, string>>;

async function run(
  request: ProgramRequest,
  processes: Processes,
  marks: Marks,
): Promise<ProgramResult> {
  request.signal?.throwIfAborted();
  const child = spawn(request, marks);
  const pipes = [child.stdout.getReader(), child.stderr.getReader()] as const;
  const end = () => {
    endFamily(processes, child.pid);
    endMarked(processes, PROGRAM_MARK, marks[PROGRAM_MARK]);
    // Who escaped all the same may hold a pipe for as long as it likes.
    for (const pipe of pipes) void pipe.cancel().catch(() => undefined);
  };
  request.signal?.addEventListener("abort", end, { once: true });
  try {
    const [status, stdout, stderr] = await Promise.all([
      child.status,
      readAtMost(pipes[0], request.limitBytes),
      readAtMost(pipes[1], request.limitBytes),
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

function spawn({ command, dir, env }: ProgramRequest, marks: Marks): Deno.ChildProcess {
  const [program, ...args] = command;
  try {
    return new Deno.Command(program, {
      args,
      cwd: dir,
      env: { ...env, ...marks },
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

function endMarked(processes: Processes, name: string, mark: string): number {
  const left = processes.withEnvironment(name, mark);
  for (const pid of left) endFamily(processes, pid);
  return left.length;
}

async function readAtMost(
  pipe: ReadableStreamDefaultReader<Uint8Array>,
  limitBytes: number,
): Promise<{ bytes: Uint8Array; isCut: boolean }> {
  const chunks: Uint8Array[] = [];
  let [keptBytes, isCut] = [0, false];
  for (let read = await pipe.read(); !read.done; read = await pipe.read()) {
    const chunk = read.value;
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
