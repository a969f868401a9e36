import { NetopsError } from "@netops/core";
import type { ExecutionView } from "@netops/core/contracts";
import { type CommandContext, type LiveRun, requireRun } from "../command_context.ts";
import { askYes, NOT_AGREED } from "../deploy/ask_yes.ts";
import { carryOutDeploy } from "../deploy/carry_out_deploy.ts";
import { checkTarget } from "../deploy/check_target.ts";
import { ConductorApi } from "../deploy/conductor_api.ts";
import { rollbackPipeline } from "../deploy/deploy_pipeline.ts";
import { endDeploy } from "../deploy/end_deploy.ts";
import { goingOn, isOver } from "../deploy/execution_facts.ts";
import { refuseUnshippable } from "../deploy/refuse_unshippable.ts";
import { sendWish } from "../deploy/send_wish.ts";
import { showDeployPlan } from "../deploy/show_deploy_plan.ts";
import { watchDeploy } from "../deploy/watch_deploy.ts";
import { whoAsks } from "../deploy/who_asks.ts";
import type { ParsedCommand } from "../spec.ts";
import type { ROLLBACK_OPTIONS } from "../tree/deploy_run_commands.ts";

type Parsed = ParsedCommand<typeof ROLLBACK_OPTIONS>;

/** Sends all requests of an app back: by the deploy that runs, or by one that does only that. */
export async function run(parsed: Parsed, context: CommandContext): Promise<number> {
  const { args: { app = "" }, options } = parsed;
  const live = requireRun(context);
  await refuseUnshippable(app, live);
  const api = ConductorApi.of(context, live);
  const executions = await api.list({ app, limit: MOST_KNOWN });
  const running = executions.find((view) => !isOver(view) && view.status !== "NOT_STARTED");
  if (running !== undefined) return await endRunning(running, parsed, { live, api, context });
  if (options.to !== undefined) {
    checkTarget(options.to, { app, groups: await live.fleet.groups(app), executions });
  }
  const pipeline = rollbackPipeline(app, options.to);
  if (options.dryRun) return await showDeployPlan({ pipeline }, live, context);
  return await carryOutDeploy(
    {
      ...{ pipeline, aim: "rollback", isDetached: options.detach, isAgreed: options.yes },
    },
    live,
    context,
  );
}

const MOST_KNOWN = 200;

interface Parts {
  readonly live: LiveRun;
  readonly api: ConductorApi;
  readonly context: CommandContext;
}

/** One execution of an app at a time: the one that runs takes back what it did. */
async function endRunning(
  view: ExecutionView,
  { args: { app = "" }, options }: Parsed,
  { live, api, context }: Parts,
): Promise<number> {
  if (options.to !== undefined) {
    throw new NetopsError("CONFLICT", `Cannot go back to ${options.to} while ${view.id} runs`, {
      fix: `netops deploy abort ${view.id}, then again`,
    });
  }
  const by = whoAsks(context.env);
  // Before anything deploys there is nothing to take back: it only ends.
  const isEarly = !goingOn(view).some(({ type }) => TAKES_BACK.has(type));
  const wish = { wish: isEarly ? "abort" : "rollback", by } as const;
  const words = `end ${view.id} of ${app} with a rollback`;
  if (options.dryRun) return await sendWish({ view, wish, words, dryRun: true }, api, context);
  const lines = [`${view.id} of ${app} runs: this ends it with a rollback`];
  if (!options.yes && !await askYes({ lines, question: "Go on?" }, context)) {
    context.print.say("nothing was changed");
    return NOT_AGREED;
  }
  if (options.detach) return await sendWish({ view, wish, words, dryRun: false }, api, context);
  await api.wish(view.id, wish);
  context.print.say(`asked to ${words}`);
  const end = await watchDeploy(view, { live, api, by, onStop: "leave" }, context);
  return endDeploy(end, isEarly ? "abort" : "rollback", context);
}

/** Stages that end with a rollback when they are told to. */
const TAKES_BACK: ReadonlySet<string> = new Set(["deploy", "canary", "wait", "approve"]);
