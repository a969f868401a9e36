import { ChaosApi } from "../chaos/chaos_api.ts";
import { panic } from "../chaos/panic.ts";
import { readScene, residueOf } from "../chaos/offline_scene.ts";
import { undoByHand } from "../chaos/undo_by_hand.ts";
import { type CommandContext, httpOf } from "../command_context.ts";
import { requireHome } from "../home/require_home.ts";
import { readRunState, type RunState } from "../home/run_state.ts";
import type { ParsedCommand } from "../spec.ts";
import { residueLines } from "../views/chaos_lines.ts";

/** Who lives answers within this; longer than the guardian itself waits for anybody. */
const ANSWER_MS = 2_500;

/** Undoes everything from outside; exit 8 when something is left even then. */
export async function run(
  _parsed: ParsedCommand<Record<never, never>>,
  context: CommandContext,
): Promise<number> {
  const { host, print, globals } = context;
  const home = requireHome(context);
  const state = stateOf(home, context);
  const asked = state?.kind === "alive" && await askToStop(context);
  const report = await panic({
    ...{ home, processes: host.processes, timer: host.timer, nowMs: host.clock.nowMs() },
    runTool: (command) => runTool(command, context),
    letGo: async (scene) => {
      if (state === undefined || state.kind === "none") return [];
      const { fleetUrl, token, urls } = state.run;
      return await undoByHand(scene, {
        ...{ http: httpOf(context), timer: host.timer, fleetUrl, token },
        toxiproxyUrl: urls.toxiproxy ?? "",
      });
    },
  });
  const residue = residueOf(readScene(home, host.processes), asked ? new Set() : undefined);
  if (globals.json) {
    print.document({ schema: "netops.chaos.panic/v1", asked, ...report, residue });
  } else {
    print.line(asked ? "the guardian ended all faults" : "the guardian does not answer");
    for (const pid of report.continued) print.line(`pid ${pid} goes on`);
    for (const pid of report.ended) print.line(`pid ${pid} is ended`);
    for (const pid of report.lifted) print.line(`pid ${pid} may open files again`);
    for (const line of residueLines(residue, print.paint, home)) print.line(line);
    print.say(
      report.isLeverNoted
        ? "no new fault is taken until: netops chaos resume"
        : "the lever could not be noted: the next guardian will take faults",
    );
  }
  return residue.length === 0 ? 0 : 8;
}

/** A damaged run file is no reason to do nothing. */
function stateOf(home: string, { host }: CommandContext): RunState | undefined {
  try {
    return readRunState(home, host.processes);
  } catch {
    return undefined;
  }
}

/** Who still answers does it best; true when it says that all is undone. */
async function askToStop(context: CommandContext): Promise<boolean> {
  const over = new AbortController();
  const late = context.host.timer.sleep(ANSWER_MS, over.signal).catch(() => undefined);
  try {
    const faults = await Promise.race([ChaosApi.of(context).stop({ all: true }), late]);
    return faults?.every(({ state }) => state === "undone") === true;
  } catch {
    // That nobody answers is what panic is for.
    return false;
  } finally {
    over.abort();
  }
}

async function runTool(
  command: readonly [string, ...string[]],
  { host, env }: CommandContext,
): Promise<number> {
  const { PATH = "/usr/local/bin:/usr/bin:/bin" } = env;
  const running = await host.spawner.spawn({
    ...{ command, dir: "/", env: { PATH }, pipeStdin: false },
  });
  for await (const _line of running.lines) continue;
  return (await running.exited).code;
}
