import { type CancelTimer, type ProgramRunner, toNetopsError } from "@netops/core";
import type { Trigger, TriggerPorts } from "./trigger_ports.ts";

/** A pipeline, and the ref that it follows. */
export interface GitOrder {
  readonly pipeline: string;
  readonly repo: string;
  readonly ref: string;
  readonly everyMs: number;
}

/** What a git trigger runs git with. */
export interface GitPorts extends TriggerPorts {
  readonly programs: ProgramRunner;
  /** What git needs of the environment, such as PATH and HOME. */
  readonly env: Readonly<Record<string, string>>;
}

/** The commit that was started for last, and how many came before it. */
interface Seen {
  readonly commit: string;
  readonly count: number;
}

const GIT_MS = 10_000;
const OUTPUT_BYTES = 4_096;

/**
 * Starts a pipeline when a branch or tag of a local repository points somewhere else.
 *
 * What it points at when it is first looked at is only remembered. The key is the pipeline and the commit, and how many
 * came before it, so that going back to a commit counts again and a restart does not. A start that is refused, as
 * another execution runs, is asked for again at every look.
 */
export class GitTrigger implements Trigger {
  readonly #order: GitOrder;
  readonly #ports: GitPorts;
  #cancel: CancelTimer = () => undefined;
  #isClosed = false;
  /** What was told last: a trouble that lasts is told once. */
  #told = "";

  /** Does nothing before `open`. */
  constructor(order: GitOrder, ports: GitPorts) {
    this.#order = order;
    this.#ports = ports;
  }

  /** Looks, and goes on looking. */
  async open(): Promise<void> {
    await this.#look();
  }

  /** Ends it. */
  close(): void {
    this.#isClosed = true;
    this.#cancel();
  }

  /** What it has seen is kept under this. */
  get seenKey(): string {
    const { pipeline, repo, ref } = this.#order;
    return `git/${pipeline}/${repo}/${ref}`;
  }

  async #look(): Promise<void> {
    try {
      const commit = await this.#commit();
      if (!this.#isClosed) await this.#follow(commit);
    } catch (thrown) {
      const { code, message } = toNetopsError(thrown);
      this.#tell(code === "REFUSED" || code === "CONFLICT" ? "refused" : "failed", message);
    }
    if (this.#isClosed) return;
    this.#cancel = this.#ports.timer.after(this.#order.everyMs, () => void this.#look());
  }

  async #follow(commit: string): Promise<void> {
    const { seen, start } = this.#ports;
    const { pipeline, repo, ref } = this.#order;
    const text = await seen.get(this.seenKey);
    const last = text === undefined ? undefined : JSON.parse(text) as Seen;
    if (last?.commit === commit) return;
    const now: Seen = { commit, count: (last?.count ?? -1) + 1 };
    if (last !== undefined) {
      await start(pipeline, "git", `git/${pipeline}/${commit}/${now.count}`);
      this.#tell("started", `${ref} of ${repo} points at ${commit.slice(0, 12)}`);
    }
    await seen.set(this.seenKey, JSON.stringify(now));
  }

  async #commit(): Promise<string> {
    const { repo, ref } = this.#order;
    const { code, stdout, stderr } = await this.#ports.programs.run({
      // The ref is behind the end of options: none of its letters is an order to git.
      command: [
        ...["git", "-C", repo, "rev-parse", "--verify", "--quiet", "--end-of-options"] as const,
        `${ref}^{commit}`,
      ],
      dir: "/",
      env: { ...this.#ports.env, GIT_TERMINAL_PROMPT: "0", GIT_OPTIONAL_LOCKS: "0" },
      limitBytes: OUTPUT_BYTES,
      signal: AbortSignal.timeout(GIT_MS),
    });
    const commit = textOf(stdout);
    if (code === 0 && /^[0-9a-f]{40,64}$/.test(commit)) return commit;
    const why = textOf(stderr) || "there is no such branch, tag or commit";
    throw new Error(`Cannot find ${ref} in ${repo}: ${why}`);
  }

  #tell(outcome: "started" | "refused" | "failed", reason: string): void {
    const isNew = this.#told !== `${outcome} ${reason}`;
    this.#told = `${outcome} ${reason}`;
    if (isNew) {
      this.#ports.tell({ pipeline: this.#order.pipeline, trigger: "git", outcome, reason });
    }
  }
}

function textOf(bytes: Uint8Array): string {
  return new TextDecoder().decode(bytes).trim();
}
