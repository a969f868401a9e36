import { NetopsError } from "@netops/core";
import type { TitleJob } from "@netops/core/contracts";
import { type CommandContext, isRunAlive } from "../command_context.ts";
import { isAbsolute, join } from "../home/paths.ts";
import type { ParsedCommand } from "../spec.ts";
import { isMaking, TitleApi } from "../title_api.ts";
import { TitleDisplay } from "../title_display.ts";
import type { TITLE_ADD_OPTIONS } from "../tree/title_commands.ts";

const POLL_MS = 250;
const USAGE_FIX = "netops title add MOVIE, with the path of a film that ffmpeg can read";
const AWAY: readonly string[] = ["UNREACHABLE", "NO_INSTANCE", "TIMED_OUT"];

interface Movie {
  readonly path: string;
  readonly name: string;
  readonly sizeBytes: number;
}

/** Makes a title of a movie: uploads it, and follows until it can be played. */
export async function run(
  parsed: ParsedCommand<typeof TITLE_ADD_OPTIONS>,
  context: CommandContext,
): Promise<number> {
  const { dryRun, detach, id } = parsed.options;
  const movie = lookAt(parsed, context);
  const api = new TitleApi(context);
  try {
    // Before a long upload, not after it.
    await checkFree(api, id);
    if (dryRun) {
      show({ title: movie.name, ...(id === undefined ? {} : { id }), dryRun }, context);
      return 0;
    }
    const job = await make(movie, { api, context, id, detach });
    if (job.state === "failed") throw failureOf(job);
    show({ ...job, id: job.titleId, jobId: job.id, dryRun }, context);
    return job.state === "cancelled" ? 1 : 0;
  } finally {
    api.close();
  }
}

/** A file that is there and not empty; whether it is a movie is for origin to say. */
function lookAt(
  { args, options }: ParsedCommand<typeof TITLE_ADD_OPTIONS>,
  { cwd }: CommandContext,
): Movie {
  const { movie = "" } = args;
  const path = isAbsolute(movie) ? movie : join(cwd, movie);
  try {
    const { isFile, size: sizeBytes } = Deno.statSync(path);
    if (!isFile) {
      throw new NetopsError("USAGE", `Cannot add ${path} as it is not a file`, {
        fix: USAGE_FIX,
      });
    }
    const name = path.slice(path.lastIndexOf("/") + 1).replace(/\.\w{1,5}$/, "");
    return { path, sizeBytes, name: options.name ?? name.replaceAll(/[._]+/g, " ") };
  } catch (cause) {
    if (!(cause instanceof Deno.errors.NotFound)) throw cause;
    throw new NetopsError("USAGE", `Cannot add ${path} as there is no such file`, {
      cause,
      fix: USAGE_FIX,
    });
  }
}

async function checkFree(api: TitleApi, id: string | undefined): Promise<void> {
  const isTaken = (await api.titles()).some((title) => title.titleId === id);
  if (isTaken) {
    throw new NetopsError("CONFLICT", `Cannot add "${id}" as there is a title of this id`, {
      fix: "choose another with --id, or look with: netops title list",
    });
  }
}

interface Making {
  readonly api: TitleApi;
  readonly context: CommandContext;
  readonly id: string | undefined;
  readonly detach: boolean;
}

async function make(movie: Movie, { api, context, id, detach }: Making): Promise<TitleJob> {
  const { signal } = context.stop;
  const display = new TitleDisplay(context);
  try {
    const body = await openBody(movie, display);
    let job = await api.upload({ ...{ name: movie.name, id, signal, body }, ...movie });
    while (isMaking(job) && !detach) {
      display.making(job);
      job = await next(job, { api, context });
    }
    return job;
  } finally {
    display.close();
  }
}

/** The job a moment later; cancelled when the person at the terminal had enough of it. */
async function next(
  job: TitleJob,
  { api, context }: Pick<Making, "api" | "context">,
): Promise<TitleJob> {
  const { host, stop } = context;
  // An abort ends the waiting, and is seen right after it.
  await host.timer.sleep(POLL_MS, stop.signal).catch(() => {});
  if (stop.signal.aborted) return await api.cancel(job.id);
  try {
    return await api.job(job.id);
  } catch (error) {
    // Origin goes on with the job when it is back; after the end of the run nobody comes back.
    const isAway = error instanceof NetopsError && AWAY.includes(error.code);
    if (isAway && isRunAlive(context)) return job;
    throw error;
  }
}

async function openBody(
  { path, sizeBytes }: Movie,
  display: TitleDisplay,
): Promise<ReadableStream<Uint8Array>> {
  const file = await Deno.open(path);
  let sentBytes = 0;
  const count = new TransformStream<Uint8Array, Uint8Array>({
    transform: (chunk, controller) => {
      sentBytes += chunk.byteLength;
      display.uploading(sentBytes, sizeBytes);
      controller.enqueue(chunk);
    },
  });
  return file.readable.pipeThrough(count);
}

function failureOf({ error }: TitleJob): NetopsError {
  const fix = error?.fix === undefined ? {} : { fix: error.fix };
  const message = error?.message ?? "Cannot make the title, and origin does not say why";
  return new NetopsError(
    error?.code === "DISK_FULL" ? "DISK_FULL" : "REQUEST_INVALID",
    message,
    fix,
  );
}

interface Added {
  readonly title: string;
  readonly dryRun: boolean;
  readonly id?: string;
  readonly jobId?: string;
  readonly state?: TitleJob["state"];
  readonly version?: string;
}

function show(added: Added, { globals, print }: CommandContext): void {
  const { title, dryRun, id, jobId, state, version } = added;
  if (globals.json) {
    const fields = { id, title, jobId, state, version, dryRun };
    return print.document({ schema: "netops.title.add/v1", ...fields });
  }
  if (dryRun) return print.line(`would make ${id ?? "a title"} of "${title}"`);
  if (state === "done") return print.line(`${id}: ${title}, version ${version}`);
  print.line(state === "cancelled" ? `${id}: cancelled` : `${id}: being made, job ${jobId}`);
}
