import { type CancelTimer, NetopsError, type ProgramResult } from "@netops/core";
import type { Host } from "@netops/core/host";
import type { LoadCompanion } from "@netops/load/report";
import { PLATFORM_ROOT } from "@netops/server";

/** What is to run beside a load. */
export interface CompanionWish {
  readonly kind: "chaos" | "deploy";
  /** An experiment, or what `deploy run` takes. */
  readonly name: string;
}

/** What running a companion works with. */
export interface RunCompanionOptions {
  readonly host: Pick<Host, "clock" | "timer" | "createProgramRunner">;
  readonly env: Readonly<Record<string, string>>;
  readonly cwd: string;
  /** The home of the platform that is loaded. */
  readonly home: string;
  readonly afterMs: number;
  /** One that has not begun will not. */
  readonly signal: AbortSignal;
  /** Nobody wants what it does any more: it may roll back, then it is killed, and its leases undo what is left. */
  readonly end: AbortSignal;
}

const LIMIT_BYTES = 4_000_000;
const NOT_OBSERVED = 9;
const ROLLBACK_MS = 10_000;

/** Reads `chaos:NAME` or `deploy:APP`. @throws {NetopsError} USAGE */
export function readCompanion(word: string): CompanionWish {
  const [, kind, name = ""] = /^(chaos|deploy):(.+)$/.exec(word) ?? [];
  if (kind === "chaos" || kind === "deploy") return { kind, name };
  throw new NetopsError("USAGE", `Cannot read --with "${word}" as chaos:NAME or deploy:APP`, {
    fix: "--with chaos:oca-hang, for one; netops chaos gallery lists experiments",
  });
}

/**
 * Runs an experiment or a deploy beside a load, as its own command of netops, and says what it came to.
 * One that could not begin before the load was over is inconclusive: what it was to do was not observed.
 */
export async function runCompanion(
  { kind, name }: CompanionWish,
  options: RunCompanionOptions,
): Promise<LoadCompanion> {
  const { host, afterMs, signal } = options;
  const plannedAtMs = host.clock.nowMs();
  try {
    await host.timer.sleep(afterMs, signal);
  } catch {
    const endedAtMs = host.clock.nowMs();
    const outcome = "never begun, as the load was over";
    return { kind, name, outcome, exitCode: NOT_OBSERVED, startedAtMs: plannedAtMs, endedAtMs };
  }
  const startedAtMs = host.clock.nowMs();
  const words = kind === "chaos" ? ["chaos", "run", name] : ["deploy", "run", name, "--yes"];
  try {
    const ended = await runToItsEnd(words, options);
    const outcome = outcomeOf(ended.stdout, ended.stderr);
    return {
      ...{ kind, name, outcome, exitCode: ended.code, startedAtMs },
      endedAtMs: host.clock.nowMs(),
    };
  } catch (thrown) {
    if (!options.end.aborted) throw thrown;
    const outcome = "killed, as the load was stopped";
    const endedAtMs = host.clock.nowMs();
    return { kind, name, outcome, exitCode: NOT_OBSERVED, startedAtMs, endedAtMs };
  }
}

async function runToItsEnd(
  words: readonly string[],
  { host, env, cwd, home, end }: RunCompanionOptions,
): Promise<ProgramResult> {
  const kill = new AbortController();
  let cancel: CancelTimer = () => undefined;
  const wait = () => cancel = host.timer.after(ROLLBACK_MS, () => kill.abort());
  if (end.aborted) wait();
  end.addEventListener("abort", wait, { once: true });
  try {
    return await host.createProgramRunner().run({
      command: [`${PLATFORM_ROOT}/netops`, ...words, "--json", "--no-input"],
      ...{ dir: cwd, limitBytes: LIMIT_BYTES, env: { ...env, NETOPS_HOME: home } },
      signal: kill.signal,
    });
  } finally {
    end.removeEventListener("abort", wait);
    cancel();
  }
}

function outcomeOf(stdout: Uint8Array, stderr: Uint8Array): string {
  const decoder = new TextDecoder();
  const { verdict, reason } = parse(decoder.decode(stdout));
  if (verdict !== undefined) return reason === undefined ? verdict : `${verdict}: ${reason}`;
  const { error } = parse(decoder.decode(stderr));
  return error?.detail ?? decoder.decode(stderr).trim().split("\n").at(-1) ?? "without a word";
}

interface Ended {
  readonly verdict?: string;
  readonly reason?: string;
  readonly error?: { readonly detail?: string };
}

function parse(text: string): Ended {
  try {
    return JSON.parse(text) as Ended;
  } catch {
    return {};
  }
}
