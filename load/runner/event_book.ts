import type { TimelineEvent } from "@netops/core/contracts";
import type { LoadEvent } from "../report/load_report.ts";

type Draft = { -readonly [K in keyof LoadEvent]: LoadEvent[K] };

/** A crash loop or a storm of ejections must not fill a report. */
const MOST_EVENTS = 1_000;

/** Keeps of the platform's time line what belongs on the axis of a load; what lasts has one event with an end. */
export class EventBook {
  readonly #drafts: Draft[] = [];
  /** What began and is not over, by what it is. */
  readonly #open = new Map<string, Draft>();

  /** Takes one event; most are of no interest. */
  take(event: TimelineEvent): void {
    const [room] = event.kind.split(".");
    if (room === "fault") this.#fault(event);
    else if (room === "chaos") this.#note("chaos", event, `chaos was ${wordOf(event)}`);
    else if (room === "deploy") this.#deploy(event);
    else if (room === "breaker") this.#breaker(event);
    else if (event.kind === "outlier.ejected") this.#ejected(event);
    else if (room === "registry") this.#registry(event);
    else if (room === "oca") this.#oca(event);
    else if (room === "process") this.#process(event);
  }

  /** What was at work between the two, in order of time. */
  between(startMs: number, endMs: number): readonly LoadEvent[] {
    return this.#drafts
      .filter((one) => {
        const isOpen = [...this.#open.values()].includes(one);
        const lastMs = one.endMs ?? (isOpen ? Infinity : one.tsMs);
        return one.tsMs <= endMs && lastMs >= startMs;
      })
      .sort((one, other) => one.tsMs - other.tsMs)
      .slice(-MOST_EVENTS);
  }

  /** The latest, oldest first. */
  latest(count: number, sinceMs: number): readonly LoadEvent[] {
    return this.#drafts.filter(({ tsMs }) => tsMs >= sinceMs).slice(-count);
  }

  #fault(event: TimelineEvent): void {
    const { kind, subject, data, tsMs } = event;
    const key = `fault ${subject}`;
    if (kind === "fault.injected") {
      this.#begin(key, event, `${text(data["kind"])}${targetsOf(data)}`);
    } else if (kind === "fault.undone") this.#end(key, tsMs);
    else if (kind === "fault.undo-failed") {
      const fault = this.#open.get(key);
      if (fault !== undefined) fault.text += ", its undo failed";
    }
  }

  #deploy(event: TimelineEvent): void {
    const { kind, subject, data, tsMs } = event;
    const execution = `deploy ${text(data["execution"])}`;
    if (kind === "deploy.started") {
      const pipeline = text(data["pipeline"]);
      this.#begin(execution, event, `deploy of ${subject}${pipeline && ` (${pipeline})`}`);
    } else if (kind === "deploy.ended") {
      const deploy = this.#open.get(execution);
      if (deploy !== undefined) deploy.text += `: ${text(data["status"]).toLowerCase()}`;
      this.#end(execution, tsMs);
    } else if (kind === "deploy.stage") this.#stage(event, execution);
    else if (["deploy.abort", "deploy.paused", "deploy.resumed"].includes(kind)) {
      this.#note("deploy", event, `deploy of ${subject}: ${wordOf(event)}`);
    }
  }

  #stage(event: TimelineEvent, execution: string): void {
    const { data, tsMs } = event;
    const [stage, status] = [text(data["stage"]), text(data["status"])];
    const key = `${execution} ${stage}`;
    if (status === "RUNNING") {
      if (!this.#open.has(key)) this.#begin(key, event, `stage ${stage}`);
      return;
    }
    const draft = this.#open.get(key);
    if (draft === undefined || status === "PAUSED" || status === "FAILING") return;
    if (status !== "SUCCEEDED") draft.text += `: ${status.toLowerCase()}`;
    this.#end(key, tsMs);
  }

  #breaker(event: TimelineEvent): void {
    const { kind, actor, subject, data, tsMs } = event;
    const key = `breaker ${actor} ${subject}`;
    if (kind === "breaker.opened") {
      // One that opens again from half open was open all the while.
      if (this.#open.has(key)) return;
      const why = text(data["reason"]);
      this.#begin(key, event, `breaker of ${actor} to ${subject} open${why && `: ${why}`}`);
    } else if (kind === "breaker.closed") this.#end(key, tsMs);
  }

  #ejected(event: TimelineEvent): void {
    const { actor, subject, data, tsMs } = event;
    const why = text(data["reason"]);
    const draft = this.#note("breaker", event, `${actor} left out ${subject}${why && `: ${why}`}`);
    if (typeof data["durationMs"] === "number") draft.endMs = tsMs + data["durationMs"];
  }

  #registry(event: TimelineEvent): void {
    const { kind, subject, data, tsMs } = event;
    const key = `registry ${subject}`;
    if (kind === "registry.evict") return this.#begin(key, event, `${subject} evicted`);
    if (kind === "registry.self_preservation") {
      return void this.#note("registry", event, `self-preservation of ${subject} changed`);
    }
    const status = kind === "registry.status" ? text(data["to"]) : text(data["status"]);
    if (status === "UP") return this.#end(key, tsMs);
    if (kind !== "registry.status" || !["DOWN", "OUT_OF_SERVICE"].includes(status)) return;
    if (!this.#open.has(key)) this.#begin(key, event, `${subject} ${status}`);
  }

  #oca(event: TimelineEvent): void {
    const word = wordOf(event);
    const isTold = ["stale", "draining", "drained", "serving"].includes(word);
    if (isTold) this.#note("registry", event, `${event.subject} ${word}`);
  }

  #process(event: TimelineEvent): void {
    const { kind, subject, data } = event;
    const why = text(data["reason"]);
    const words: Readonly<Record<string, string>> = {
      "process.gone": data["failed"] === true ? "died" : "ended",
      "process.up": "up",
      "process.spawn-failed": "could not be started",
      "process.crash-loop": "dies again and again",
    };
    const word = words[kind];
    if (word === undefined) return;
    const reason = why === "" || kind === "process.up" ? "" : `: ${why}`;
    this.#note("process", event, `${subject} ${word}${reason}`);
  }

  #begin(key: string, event: TimelineEvent, words: string): void {
    this.#open.set(key, this.#note(laneOf(event), event, words));
  }

  #end(key: string, tsMs: number): void {
    const draft = this.#open.get(key);
    if (draft === undefined) return;
    draft.endMs = tsMs;
    this.#open.delete(key);
  }

  #note(lane: LoadEvent["lane"], event: TimelineEvent, words: string): Draft {
    const { tsMs, subject, traceId } = event;
    const trace = traceId === undefined ? {} : { traceId };
    const draft: Draft = { tsMs, lane, subject, text: words, ...trace };
    this.#drafts.push(draft);
    return draft;
  }
}

function laneOf({ kind }: TimelineEvent): LoadEvent["lane"] {
  if (kind.startsWith("deploy.")) return "deploy";
  if (kind.startsWith("breaker.")) return "breaker";
  return kind.startsWith("registry.") ? "registry" : "chaos";
}

function wordOf({ kind }: TimelineEvent): string {
  return kind.slice(kind.indexOf(".") + 1);
}

function text(value: unknown): string {
  return typeof value === "string" ? value : "";
}

/** ` on c001.fra001`; of several, whom it was aimed at: ` on zone:eu-b (12 targets)`. */
function targetsOf({ targets, aim }: TimelineEvent["data"]): string {
  if (!Array.isArray(targets) || targets.length === 0) return "";
  const [first] = targets;
  return targets.length === 1
    ? ` on ${first}`
    : ` on ${text(aim) || first} (${targets.length} targets)`;
}
