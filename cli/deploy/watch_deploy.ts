import { NetopsError, toNetopsError } from "@netops/core";
import type { ExecutionView, ExecutionWish, PipelineSpecInput } from "@netops/core/contracts";
import { type CommandContext, isRunAlive, type LiveRun } from "../command_context.ts";
import type { ConductorApi } from "./conductor_api.ts";
import { DeployDisplay } from "./deploy_display.ts";
import { type DeployKey, DeployKeys, watchDeployKeys } from "./deploy_keys.ts";
import { deployStageOf, isOver } from "./execution_facts.ts";
import { followExecution } from "./follow_execution.ts";
import { LostConductor } from "./lost_conductor.ts";

/** What watching a deploy works with. */
export interface WatchOrder {
  readonly live: LiveRun;
  readonly api: Pick<ConductorApi, "stream" | "wish">;
  readonly pipeline?: PipelineSpecInput;
  /** Who looks on. */
  readonly by: string;
  /** What Ctrl-C does: who started a deploy ends it, who only looks on goes away. */
  readonly onStop: "abort" | "leave";
}

/** How watching ended. */
export interface WatchEnd {
  /** How it stood last. */
  readonly view: ExecutionView;
  /** Whether somebody went away before it was over; the conductor carries it on. */
  readonly isLeft: boolean;
}

const ABORT_RETRY_MS = 1_000;

/**
 * Follows an execution to its end and shows it; keys and signals become wishes.
 *
 * @throws {NetopsError} what following throws
 */
export async function watchDeploy(
  first: ExecutionView,
  order: WatchOrder,
  context: CommandContext,
): Promise<WatchEnd> {
  const { live, pipeline } = order;
  const keys = Deno.stdin.isTerminal() ? { keys: keyWords } : {};
  const display = new DeployDisplay(context, {
    ...{ live, ...keys },
    ...(pipeline === undefined ? {} : { pipeline }),
  });
  const watch = new Watch(first, { ...order, display }, context);
  try {
    return await watch.toEnd();
  } finally {
    watch.close();
    display.close();
  }
}

class Watch {
  readonly #order: WatchOrder & { readonly display: DeployDisplay };
  readonly #context: CommandContext;
  readonly #leaving = new AbortController();
  readonly #keys = new DeployKeys();
  readonly #closes: (() => void)[] = [];
  #view: ExecutionView;

  constructor(
    first: ExecutionView,
    order: WatchOrder & { readonly display: DeployDisplay },
    context: CommandContext,
  ) {
    this.#view = first;
    this.#order = order;
    this.#context = context;
    const { signal, force } = context.stop;
    listenOnce(signal, () => this.#onStop(), this.#closes);
    listenOnce(force, () => this.#leaving.abort(), this.#closes);
    if (!order.display.isLive) return;
    const { clock } = context.host;
    const reader = watchDeployKeys((bytes) => this.#onKey(bytes, clock.monotonicMs()));
    this.#closes.push(() => reader.close());
  }

  async toEnd(): Promise<WatchEnd> {
    const { api, display } = this.#order;
    const { clock, timer } = this.#context.host;
    const lost = new LostConductor();
    display.see(this.#view);
    if (isOver(this.#view)) return { view: this.#view, isLeft: false };
    const views = followExecution(this.#view.id, {
      ...{ clock, timer, signal: this.#leaving.signal },
      stream: (id, signal) => api.stream(id, signal),
      isAlive: () => isRunAlive(this.#context),
      onTrouble: (why) => {
        const words = lost.hear(why, { isKept: display.isLive });
        if (words !== undefined) display.note(words);
      },
    });
    for await (const view of views) {
      this.#view = view;
      display.see(view);
    }
    return { view: this.#view, isLeft: !isOver(this.#view) };
  }

  close(): void {
    this.#leaving.abort();
    for (const close of this.#closes) close();
  }

  /** A closed terminal is no decision about a release; Ctrl-C is. */
  #onStop(): void {
    const { name } = this.#context.stop;
    if (this.#order.onStop === "leave" || name === "SIGHUP") return this.#leaving.abort();
    this.#order.display.say(
      `${name}: aborting and taking back what was done; once more leaves that to the conductor`,
    );
    void this.#abort(`${name} at the command line`);
  }

  /** Asks until somebody heard it, or nothing is left to abort. */
  async #abort(reason: string): Promise<void> {
    const { timer } = this.#context.host;
    while (!this.#leaving.signal.aborted && !isOver(this.#view)) {
      const isHeard = await this.#wish({ wish: "abort", by: this.#order.by, reason });
      if (isHeard) return;
      await timer.sleep(ABORT_RETRY_MS, this.#leaving.signal).catch(() => undefined);
    }
  }

  #onKey(bytes: Uint8Array, atMs: number): void {
    const pressed = this.#keys.press(bytes, atMs);
    if (pressed === undefined) return;
    const { key, isMeant } = pressed;
    if (key === "leave") return this.#leaving.abort();
    if (!isMeant) return this.#order.display.note(TWICE[key] ?? "");
    const { by } = this.#order;
    if (key === "abort") return void this.#abort("asked for at the terminal");
    const wish: ExecutionWish = key === "promote"
      ? { wish: "promote", by, full: false }
      : { wish: this.#view.isPauseAsked ? "resume" : "pause", by };
    void this.#wish(wish);
  }

  /** Whether the conductor heard it; it may say no, which is an answer. */
  async #wish(wish: ExecutionWish): Promise<boolean> {
    const { api, display } = this.#order;
    try {
      await api.wish(this.#view.id, wish);
      display.note(`asked to ${wish.wish}`);
      return true;
    } catch (thrown) {
      const error = toNetopsError(thrown);
      display.note(`cannot ${wish.wish}: ${error.message}`);
      return error instanceof NetopsError && ANSWERS.includes(error.code);
    }
  }
}

/** What keys do while it stands like this: what goes back can only be looked at. */
function keyWords(view: ExecutionView): readonly string[] {
  if (isOver(view)) return [];
  const isGoingBack = view.isCancelAsked || deployStageOf(view)?.deploy.isRollingBack;
  const hold = view.isPauseAsked ? "h go on" : "h hold";
  return [...(isGoingBack ? [] : ["p promote", "a abort", hold]), "q leave it to itself"];
}

/** What to press again, and what comes of it. */
const TWICE: Readonly<Partial<Record<DeployKey, string>>> = {
  promote: "p once more: go on with the next share now, without waiting for the judge",
  abort: "a once more: abort, and take everything back",
};

/** Codes that mean that the conductor decided. */
const ANSWERS: readonly string[] = ["CONFLICT", "REFUSED", "NOT_FOUND", "REQUEST_INVALID"];

function listenOnce(signal: AbortSignal, run: () => void, closes: (() => void)[]): void {
  if (signal.aborted) return run();
  signal.addEventListener("abort", run, { once: true });
  closes.push(() => signal.removeEventListener("abort", run));
}
