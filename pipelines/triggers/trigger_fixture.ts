import { NetopsError, type ProgramRequest, type ProgramResult } from "@netops/core";
import { FakeClock, FakeTimer } from "@netops/core/testing";
import type { GitPorts } from "./git_trigger.ts";
import type { TriggerNote } from "./trigger_ports.ts";

/** What triggers of a test work with: time stands still, and a repository is a set of refs. */
export class TriggerRig implements GitPorts {
  readonly timer: FakeTimer;
  readonly clock: FakeClock;
  readonly kept = new Map<string, string>();
  readonly started: string[] = [];
  readonly notes: TriggerNote[] = [];
  readonly refs = new Map<string, string>();
  readonly commands: ProgramRequest[] = [];
  readonly env = { PATH: "/bin" };
  /** Thrown by the next starts, in order. */
  readonly errors: NetopsError[] = [];

  /** Begins at a moment, written as `2026-06-03T08:00:00Z`. */
  constructor(now: string) {
    this.clock = new FakeClock(Date.parse(now));
    this.timer = new FakeTimer(this.clock);
  }

  readonly seen = {
    get: (key: string) => Promise.resolve(this.kept.get(key)),
    set: (key: string, value: string) => Promise.resolve(void this.kept.set(key, value)),
    delete: (key: string) => Promise.resolve(void this.kept.delete(key)),
  };

  readonly programs = {
    run: (request: ProgramRequest): Promise<ProgramResult> => {
      this.commands.push(request);
      const name = request.command.at(-1)?.replace("^{commit}", "") ?? "";
      const commit = this.refs.get(name);
      const stdout = new TextEncoder().encode(commit === undefined ? "" : `${commit}\n`);
      const code = commit === undefined ? 1 : 0;
      return Promise.resolve({ code, stdout, stderr: new Uint8Array(), isCut: false });
    },
    endAll: () => 0,
  };

  start = (pipeline: string, trigger: "cron" | "git", key: string): Promise<void> => {
    const error = this.errors.shift();
    if (error !== undefined) return Promise.reject(error);
    this.started.push(`${pipeline} ${trigger} ${key}`);
    return Promise.resolve();
  };

  tell = (note: TriggerNote): void => void this.notes.push(note);

  /** Outcomes that were told, in order. */
  get outcomes(): string[] {
    return this.notes.map(({ outcome }) => outcome);
  }

  /** The same store and repository for a process that starts anew, so much later. */
  later(durationMs: number): TriggerRig {
    const next = new TriggerRig(new Date(this.clock.nowMs() + durationMs).toISOString());
    for (const [key, value] of this.kept) next.kept.set(key, value);
    for (const [ref, commit] of this.refs) next.refs.set(ref, commit);
    return next;
  }
}
