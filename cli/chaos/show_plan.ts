import {
  mergeVariables,
  planExperiment,
  plannedRequests,
  readExperiment,
  readVariables,
} from "@netops/chaos/experiment";
import { knownText } from "@netops/chaos/report";
import type { RunOrder } from "@netops/chaos/runner";
import { type CommandContext, isRunAlive, requireRun } from "../command_context.ts";
import { errorDocument } from "../print/printer.ts";
import { hitLines } from "../views/hit_lines.ts";
import { planLines } from "../views/plan_lines.ts";
import { askWhoIsHit, type HitAnswer } from "./ask_who_is_hit.ts";
import { ChaosApi } from "./chaos_api.ts";
import { refuseMistakes } from "./refuse_mistakes.ts";

/**
 * Shows what a run would do, and whom its faults would hit if they came now; answers the exit code of the
 * first refusal.
 */
export async function showPlan(order: RunOrder, context: CommandContext): Promise<number> {
  const { print, globals, host } = context;
  refuseMistakes(order);
  const experiment = readExperiment(order.text, order.file);
  const plan = planExperiment(experiment, { seed: order.seed ?? host.randomHex(8) });
  const isAsked = isRunAlive(context);
  const requests = plannedRequests(experiment, plan, {
    variables: mergeVariables(readVariables(order.variables), order.variableFiles),
    env: isAsked ? { ...context.env, ...platformEnv(context) } : context.env,
  });
  const answers = isAsked ? await askWhoIsHit(requests, ChaosApi.of(context)) : [];
  if (globals.json) {
    const faults = answers.map(answerDocument);
    const schema = "netops.experiment.plan/v1";
    print.document({ schema, dryRun: true, ...plan, isAsked, faults });
  } else {
    const { out } = print.streams;
    const columns = out.isTerminal ? { columns: out.size().columns } : {};
    const fill = (text: string) => knownText(text, experiment.value, order.variables);
    for (const line of planLines(plan, { paint: print.paint, fill, ...columns })) print.line(line);
    for (const line of hitLines(answers, { paint: print.paint })) print.line(line);
    if (!isAsked && requests.length > 0) {
      print.say("no platform runs here: nobody was asked whom the faults would hit");
    }
  }
  return answers.find(({ refusal }) => refusal !== undefined)?.refusal?.exitCode ?? 0;
}

/** What experiments find in their environment besides the user's. */
function platformEnv(context: CommandContext): Record<string, string> {
  return { NETOPS_GATEWAY_URL: requireRun(context).run.urls.gateway };
}

function answerDocument({ phase, name, document, refusal, unknown }: HitAnswer) {
  if (refusal !== undefined) return { phase, name, ...errorDocument(refusal) as object };
  return document === undefined ? { phase, name, unknown } : { phase, name, ...document };
}
