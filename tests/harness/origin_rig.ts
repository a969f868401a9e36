import type { TitleJob, TitlePackage } from "@netops/core/contracts";
import { ORIGIN_APP } from "../../oca/origin/manifest.ts";
import { isAlive } from "./process_facts.ts";
import { type RunningService, startService } from "./start_service.ts";

const DEADLINE_MS = 120_000;
const ROOT = new URL("../../", import.meta.url).pathname;

/** A movie to be made by ffmpeg. */
export interface MovieOptions {
  readonly seconds: number;
  readonly size?: string;
  /** False: no track of sound. */
  readonly sound?: boolean;
  /** False: no pictures. */
  readonly pictures?: boolean;
  /** Captions in SRT. */
  readonly captions?: string;
  /** Further arguments before the name of the file. */
  readonly args?: readonly string[];
}

/** Makes a movie; the file's ending says in what container. */
export async function makeMovie(path: string, options: MovieOptions): Promise<void> {
  const { seconds, size = "320x180", sound = true, pictures = true, captions } = options;
  const inputs = [
    ...(pictures ? ["-f", "lavfi", "-i", `testsrc2=s=${size}:r=24:d=${seconds}`] : []),
    ...(sound ? ["-f", "lavfi", "-i", `sine=f=440:d=${seconds}`] : []),
    ...(captions === undefined ? [] : ["-f", "srt", "-i", captions]),
  ];
  const coders = ["-c:v", "libx264", "-preset", "ultrafast", "-c:a", "aac"];
  const subtitles = ["-c:s", path.endsWith(".mkv") ? "srt" : "mov_text"];
  const args = [
    "-v",
    "error",
    "-y",
    ...inputs,
    ...coders,
    ...subtitles,
    ...options.args ?? [],
    path,
  ];
  const { success, stderr } = await new Deno.Command("ffmpeg", { args }).output();
  if (!success) throw new Error(new TextDecoder().decode(stderr));
}

/** An answer that was read to its end. */
export interface OriginAnswer {
  readonly status: number;
  readonly type: string;
  readonly text: string;
}

/** An origin that runs alone, with the permissions that fleet gives it. */
export interface RunningOrigin extends AsyncDisposable {
  readonly service: RunningService;
  readonly dataDir: string;
  ask(path: string, init?: RequestInit): Promise<OriginAnswer>;
  titles(): Promise<readonly TitlePackage[]>;
  job(id: string): Promise<TitleJob>;
  /** Uploads a movie and gives its job. */
  add(movie: string, query: string): Promise<TitleJob>;
  /** The pid of the ffmpeg that encodes a step of a job. */
  childAt(id: string, step: string): Promise<number>;
  /** Polls a job until this holds. */
  until(id: string, holds: (job: TitleJob) => boolean): Promise<TitleJob>;
}

/** Starts an origin over a home. */
export async function startOrigin(home: string): Promise<RunningOrigin> {
  const service = await startService({
    entry: ORIGIN_APP.entry,
    boot: { home },
    permissions: [
      ...["--no-prompt", "--no-check", "--allow-net=127.0.0.0/8"],
      ...[`--allow-read=${ROOT},${home}`, `--allow-write=${home}`, ...ORIGIN_APP.permissions],
    ],
  });
  const ask = async (path: string, init: RequestInit = {}): Promise<OriginAnswer> => {
    const headers = { authorization: `Bearer ${service.boot.token}`, ...init.headers };
    const answer = await fetch(`${service.url}${path}`, { ...init, headers });
    const type = answer.headers.get("content-type") ?? "";
    return { status: answer.status, type, text: await answer.text() };
  };
  const job = async (id: string): Promise<TitleJob> => JSON.parse((await ask(`/jobs/${id}`)).text);
  const until = async (id: string, holds: (job: TitleJob) => boolean) => {
    const deadline = Date.now() + DEADLINE_MS;
    for (;;) {
      const now = await job(id);
      if (holds(now)) return now;
      if (Date.now() > deadline) throw new Error(`Waited in vain: ${JSON.stringify(now)}`);
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  };
  return {
    ...{ service, ask, job, until, dataDir: service.boot.dataDir },
    titles: async () => JSON.parse((await ask("/titles")).text).titles,
    add: async (movie, query) => {
      const file = await Deno.open(movie);
      const { status, text } = await ask(`/uploads?${query}`, {
        method: "POST",
        body: file.readable,
      });
      if (status !== 202) throw new Error(text);
      return JSON.parse(text);
    },
    childAt: async (id, step) => {
      let pid: number | undefined;
      await until(id, (now) => {
        [pid] = now.step === step ? childrenOf(service.pid) : [];
        return pid !== undefined;
      });
      return pid!;
    },
    [Symbol.asyncDispose]: () => service[Symbol.asyncDispose](),
  };
}

/** Pids of the living children of a process. */
export function childrenOf(parent: number): number[] {
  return [...Deno.readDirSync("/proc")].map(({ name }) => Number(name))
    .filter((pid) => pid > 0 && isAlive(pid) && parentOf(pid) === parent);
}

function parentOf(pid: number): number | undefined {
  try {
    const stat = Deno.readTextFileSync(`/proc/${pid}/stat`);
    return Number(stat.slice(stat.lastIndexOf(")") + 4).split(" ")[0]);
  } catch {
    return undefined; // It ended meanwhile.
  }
}
