import { NetopsError } from "@netops/core";
import type { PipelineSpecInput } from "@netops/core/contracts";
import { type CommandContext, type LiveRun } from "../command_context.ts";
import { deployIntentLines, type GroupNow } from "../views/deploy_intent_lines.ts";
import { askYes, NOT_AGREED } from "./ask_yes.ts";
import { ConductorApi, type ExecutionDraft } from "./conductor_api.ts";
import { deployDocument, refusedDocument } from "./deploy_document.ts";
import { endDeploy } from "./end_deploy.ts";
import type { DeployAim } from "./exit_code.ts";
import { passingNote } from "./passing_note.ts";
import { startExecution } from "./start_execution.ts";
import { watchDeploy } from "./watch_deploy.ts";
import { whoAsks } from "./who_asks.ts";

/** What is to be carried out, and how. */
export interface DeployJob {
  readonly pipeline: PipelineSpecInput;
  readonly parameters?: Readonly<Record<string, string>>;
  readonly concurrency?: "queue" | "replace";
  readonly aim: DeployAim;
  readonly isDetached: boolean;
  /** Nobody is asked. */
  readonly isAgreed: boolean;
}

/**
 * Asks whether to go on, starts an execution, follows it to its end and prints what came of it.
 *
 * @throws {NetopsError} USAGE where nobody can be asked; REFUSED, after a document for machines, when
 * another deploy of the app runs
 */
export async function carryOutDeploy(
  job: DeployJob,
  live: LiveRun,
  context: CommandContext,
): Promise<number> {
  const { host, print, stop } = context;
  const { pipeline } = job;
  if (!job.isAgreed) {
    const groups = await live.fleet.groups(pipeline.app);
    if (!await isAgreed(job, groups, context)) {
      print.say("nothing was changed");
      return NOT_AGREED;
    }
  }
  const api = ConductorApi.of(context, live);
  const by = whoAsks(context.env);
  const draft = draftOf(job, { by, key: host.randomHex(8) });
  const started = { api, timer: host.timer, signal: stop.signal };
  const first = await startExecution(draft, started).catch((thrown) => {
    tellRefusal(thrown, { pipeline, by }, context);
    throw thrown;
  });
  if (job.isDetached) {
    if (print.machine) {
      const document = deployDocument(first);
      if (context.globals.json) print.document(document);
      else print.jsonLine(document);
    } else print.line(first.id);
    print.say(`the conductor carries it on; see it: netops deploy status ${first.id} --watch`);
    return 0;
  }
  const end = await watchDeploy(first, { live, api, pipeline, by, onStop: stopOf(job) }, context);
  const code = endDeploy(end, job.aim, context);
  if (end.view.verdict === "promoted") await sayPassing(pipeline, live, context);
  return code;
}

async function sayPassing(
  pipeline: PipelineSpecInput,
  { run: { projectDir } }: LiveRun,
  { env, print }: CommandContext,
): Promise<void> {
  const note = await passingNote(pipeline, { projectDir, env });
  if (note !== undefined) print.say(note);
}

/** Who takes back is not taken back by Ctrl-C: that would leave what is broken with the users. */
function stopOf({ aim }: DeployJob): "abort" | "leave" {
  return aim === "rollback" ? "leave" : "abort";
}

function isAgreed(
  { pipeline }: DeployJob,
  groups: readonly GroupNow[],
  context: CommandContext,
): Promise<boolean> {
  const { paintTalk: paint, talkWidth: columns } = context.print;
  const lines = deployIntentLines(pipeline, groups, { paint, columns });
  return askYes({ lines, question: "Go on?" }, context);
}

function draftOf(
  { pipeline, parameters, concurrency }: DeployJob,
  { by, key }: { readonly by: string; readonly key: string },
): ExecutionDraft & { readonly key: string } {
  return {
    ...{ pipeline, by, key, trigger: "manual" },
    ...(parameters === undefined ? {} : { parameters: { ...parameters } }),
    ...(concurrency === undefined ? {} : { concurrency }),
  };
}

/** A machine gets a document, whatever became of what it asked for. */
export function tellRefusal(
  thrown: unknown,
  { pipeline: { name, app }, by }: {
    readonly pipeline: Pick<PipelineSpecInput, "name" | "app">;
    readonly by: string;
  },
  { globals, host, print }: CommandContext,
): void {
  if (!print.machine || !(thrown instanceof NetopsError) || thrown.code !== "REFUSED") return;
  const createdAtMs = host.clock.nowMs();
  const document = refusedDocument(thrown, { app, pipeline: name, by, createdAtMs });
  if (globals.json) print.document(document);
  else print.jsonLine(document);
}
