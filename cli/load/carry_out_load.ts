import { NetopsError } from "@netops/core";
import { type LoadOrder, withCompanions } from "@netops/load";
import {
  type LoadCompanion,
  type LoadProgress,
  type LoadReport,
  renderLoadHtml,
  renderLoadJunit,
  renderLoadMarkdown,
} from "@netops/load/report";
import { LoadFolder, recoverReport } from "@netops/load/runner";
import type { CommandContext, LiveRun } from "../command_context.ts";
import { type CompanionWish, runCompanion, type RunCompanionOptions } from "./companion.ts";
import { LoadStore } from "./load_store.ts";
import { runLoadJob } from "./run_load_job.ts";

/** What carrying out a load works with. */
export interface CarryOutLoadOptions {
  readonly live: LiveRun;
  readonly context: CommandContext;
  readonly companions: readonly CompanionWish[];
  readonly companionsAfterMs: number;
  readonly onProgress: (progress: LoadProgress) => void;
  readonly onCompanion: (companion: LoadCompanion) => void;
}

/**
 * Runs a load and what was asked for beside it, and answers the report, which is also in its folder.
 *
 * @throws {NetopsError} what kept it from being run or judged.
 */
export async function carryOutLoad(
  order: LoadOrder,
  options: CarryOutLoadOptions,
): Promise<LoadReport> {
  const { live, context, onProgress } = options;
  const { host, env, stop } = context;
  const over = new AbortController();
  const failed = new AbortController();
  const beside = startCompanions(options, {
    signal: AbortSignal.any([over.signal, stop.signal]),
    end: AbortSignal.any([failed.signal, stop.signal]),
  });
  try {
    await runLoadJob(order, { fleet: live.fleet, host, env, stop, onProgress });
  } catch (thrown) {
    // Who was to judge it was killed: what it wrote until then is judged here.
    const isCutOff = thrown instanceof NetopsError && thrown.details["isCutOff"] === true;
    if (!isCutOff || recoverReport(new LoadFolder(order.folder)) === undefined) {
      over.abort();
      failed.abort();
      // What it broke is to be whole again before anybody says that the load could not run.
      await Promise.allSettled(beside);
      throw thrown;
    }
  } finally {
    over.abort();
  }
  const companions = await Promise.all(beside);
  const { report } = new LoadStore(live.home).read(order.id);
  if (report === undefined) {
    throw new NetopsError("UPSTREAM_FAILED", `The load ${order.id} left no report`, {
      fix: "netops logs -n 50",
    });
  }
  if (companions.length === 0) return report;
  const whole = withCompanions(report, companions);
  new LoadFolder(order.folder).writeReports(whole, {
    "report.html": renderLoadHtml(whole),
    "report.md": renderLoadMarkdown(whole),
    "report.xml": renderLoadJunit(whole),
  });
  return whole;
}

function startCompanions(
  { live, context, companions, companionsAfterMs, onCompanion }: CarryOutLoadOptions,
  signals: Pick<RunCompanionOptions, "signal" | "end">,
): readonly Promise<LoadCompanion>[] {
  const { host, env, cwd } = context;
  return companions.map(async (wish) => {
    const companion = await runCompanion(wish, {
      ...{ host, env, cwd, home: live.home, afterMs: companionsAfterMs, ...signals },
    });
    onCompanion(companion);
    return companion;
  });
}
