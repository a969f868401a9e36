import { type MonkeyKind, type MonkeyOrders, writeOrders } from "@netops/chaos/monkeys";
import { NetopsError } from "@netops/core";
import { loadKnobs } from "../chaos/load_knobs.ts";
import { lookAtMonkeys, monkeyJob, whenBegun } from "../chaos/monkey_desk.ts";
import { type CommandContext, requireRun } from "../command_context.ts";
import type { ParsedCommand } from "../spec.ts";
import type { MONKEY_ON_OPTIONS } from "../tree/monkey_commands.ts";
import { monkeyName } from "../views/monkey_lines.ts";

/** Turns a monkey on. */
export async function run(
  { options }: ParsedCommand<typeof MONKEY_ON_OPTIONS>,
  context: CommandContext,
): Promise<number> {
  const kind = options.kind as MonkeyKind;
  const { host, cwd, print, globals } = context;
  const deadlineMs = options.for;
  const read = loadKnobs({ file: options.config, kind, cwd, width: print.talkWidth });
  const knobs = options.unleash ? { ...read, leashed: false } : read;
  const live = requireRun(context);
  const [seat] = await lookAtMonkeys(live, [kind]);
  if (seat?.job !== undefined) {
    throw new NetopsError("ALREADY_RUNNING", `The ${monkeyName(kind)} is on already`, {
      fix: `netops chaos monkey off --kind ${kind}`,
    });
  }
  const onAtMs = host.clock.nowMs();
  const orders: MonkeyOrders = {
    ...{ kind, runId: live.run.runId, seed: options.seed ?? live.run.runId, onAtMs, knobs },
    deadlineAtMs: onAtMs + deadlineMs,
  };
  writeOrders(live.home, orders);
  const { home } = live;
  const { denoPath } = host;
  const job = await live.fleet.startJob(monkeyJob(kind, { home, denoPath, deadlineMs }));
  await whenBegun(job, live, context);
  const { seed, deadlineAtMs } = orders;
  if (globals.json) {
    const document = { kind, job: job.id, leashed: knobs.leashed, seed, deadlineAtMs };
    print.document({ schema: "netops.monkey.on/v1", ...document });
    return 0;
  }
  const leash = knobs.leashed ? "on the leash: it notes what it would do" : "unleashed";
  print.line(`the ${monkeyName(kind)} is on, ${leash}`);
  print.say("what comes: netops chaos monkey status");
  return 0;
}
