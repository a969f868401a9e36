import { NetopsError } from "@netops/core";
import type { TimelineEvent } from "@netops/core/contracts";
import type { ProgressEvent } from "../experiment/mod.ts";
import type { RunFate, RunPulse } from "./run_fate.ts";
import type { FinishedRun, RunOrder } from "./run_order.ts";

/** A run that is kept: what was asked, what happened, and what it came to if it came to an end. */
export interface KeptRun {
  readonly order: RunOrder;
  readonly progress: readonly ProgressEvent[];
  readonly finished?: FinishedRun;
  /** What the platform said meanwhile. */
  readonly events: readonly TimelineEvent[];
  readonly pulse?: RunPulse;
  /** What became of a run without a result, where that was looked at. */
  readonly fate?: RunFate;
}

/** Keeps runs of experiments below the home, one folder each. */
export class RunStore {
  readonly #dir: string;

  /** Keeps runs of the platform in `home`. */
  constructor(home: string) {
    this.#dir = `${home}/data/experiments`;
  }

  /** Where the order of a run is. */
  orderPath(id: string): string {
    return `${this.#dir}/${id}/order.json`;
  }

  /** Keeps what was asked. @throws {NetopsError} HOME_NOT_WRITABLE */
  begin(order: RunOrder): void {
    this.#write(order.id, () => {
      Deno.mkdirSync(`${this.#dir}/${order.id}`, { recursive: true });
      Deno.writeTextFileSync(this.orderPath(order.id), JSON.stringify(order), { mode: 0o600 });
    });
  }

  /** Keeps what happened. A disk that is full stops no experiment. */
  note(id: string, event: ProgressEvent): void {
    try {
      const path = `${this.#dir}/${id}/progress.jsonl`;
      Deno.writeTextFileSync(path, `${JSON.stringify(event)}\n`, { append: true, mode: 0o600 });
    } catch {
      // Who follows the run has heard it.
    }
  }

  /** Keeps that its process lives. A disk that is full stops no experiment. */
  beat(id: string, pulse: RunPulse): void {
    try {
      const path = `${this.#dir}/${id}/pulse.json`;
      Deno.writeTextFileSync(`${path}.new`, JSON.stringify(pulse), { mode: 0o600 });
      Deno.renameSync(`${path}.new`, path);
    } catch {
      // The process is found by what it said first.
    }
  }

  /** Keeps what it came to. @throws {NetopsError} HOME_NOT_WRITABLE */
  finish(finished: FinishedRun): void {
    const { id } = finished.order;
    this.#write(id, () => {
      const path = `${this.#dir}/${id}/finished.json`;
      Deno.writeTextFileSync(`${path}.new`, JSON.stringify(finished, plainly), { mode: 0o600 });
      Deno.renameSync(`${path}.new`, path);
    });
  }

  /** Keeps what the platform said meanwhile, so that reports do not need it to run. */
  keepEvents(id: string, events: readonly TimelineEvent[]): void {
    const path = `${this.#dir}/${id}/events.json`;
    this.#write(id, () => Deno.writeTextFileSync(path, JSON.stringify(events), { mode: 0o600 }));
  }

  /** One run. @throws {NetopsError} NOT_FOUND */
  read(id: string): KeptRun {
    const order = /^[\w-]+$/.test(id) ? readJson<RunOrder>(this.orderPath(id)) : undefined;
    if (order === undefined) {
      throw new NetopsError("NOT_FOUND", `Cannot find the run "${id}"`, {
        fix: "netops chaos history",
      });
    }
    const finished = readJson<FinishedRun>(`${this.#dir}/${id}/finished.json`);
    const progress = readText(`${this.#dir}/${id}/progress.jsonl`).split("\n")
      .flatMap((line) => parseLine(line));
    const events = readJson<TimelineEvent[]>(`${this.#dir}/${id}/events.json`) ?? [];
    const pulse = readJson<RunPulse>(`${this.#dir}/${id}/pulse.json`);
    return {
      ...{ order, progress, events },
      ...(finished === undefined ? {} : { finished }),
      ...(pulse === undefined ? {} : { pulse }),
    };
  }

  /** The id of every run that is kept, in no order. */
  ids(): string[] {
    return listDir(this.#dir).filter((id) => readJson(this.orderPath(id)) !== undefined);
  }

  /** Every run, newest first. */
  list(): KeptRun[] {
    const runs = this.ids().map((id) => this.read(id));
    const startOf = ({ progress, pulse }: KeptRun) => progress[0]?.atMs ?? pulse?.atMs ?? 0;
    return runs.sort((one, other) => startOf(other) - startOf(one));
  }

  #write(id: string, write: () => void): void {
    try {
      write();
    } catch (cause) {
      throw new NetopsError("HOME_NOT_WRITABLE", `Cannot keep the run ${id} in ${this.#dir}`, {
        cause,
      });
    }
  }
}

/** Integers beyond 2^53 that a probe saw have no form in JSON of their own. */
function plainly(_name: string, value: unknown): unknown {
  return typeof value === "bigint" ? String(value) : value;
}

function parseLine(line: string): ProgressEvent[] {
  try {
    return line === "" ? [] : [JSON.parse(line) as ProgressEvent];
  } catch {
    // The last line may be torn.
    return [];
  }
}

function readText(path: string): string {
  try {
    return Deno.readTextFileSync(path);
  } catch {
    // A run that was not kept to its end has no such file.
    return "";
  }
}

function readJson<T>(path: string): T | undefined {
  const text = readText(path);
  if (text === "") return undefined;
  try {
    return JSON.parse(text) as T;
  } catch {
    return undefined;
  }
}

function listDir(path: string): string[] {
  try {
    return [...Deno.readDirSync(path)].map(({ name }) => name);
  } catch {
    return [];
  }
}
