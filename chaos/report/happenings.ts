import type { TimelineEvent } from "@netops/core/contracts";
import type { Happening } from "./run_story.ts";

type Tone = Happening["tone"];
type Saying = readonly [words: string, tone: Tone];

/** Words of kinds that have none of their own in `data`. */
const SAYINGS: Readonly<Record<string, Saying>> = {
  "process.gone": ["ended", "bad"],
  "process.spawned": ["was started", "news"],
  "process.up": ["is up", "good"],
  "process.down": ["is down", "bad"],
  "breaker.opened": ["breaker opened", "bad"],
  "breaker.half-opened": ["breaker tries again", "news"],
  "breaker.closed": ["breaker closed", "good"],
  "registry.register": ["is in the registry", "good"],
  "registry.cancel": ["left the registry", "bad"],
  "registry.evict": ["was evicted from the registry", "bad"],
  "registry.status": ["has another status", "news"],
  "alert.firing": ["alert fires", "bad"],
  "alert.resolved": ["alert is over", "good"],
};

/** Other kinds that are worth a mark; their words are the kind itself. */
const FAMILIES = ["process.", "breaker.", "registry.", "alert.", "oca.", "deploy.", "platform."];

/**
 * What the platform said of itself between two times, in order; what a run does itself (jobs, faults) aside.
 */
export function happenings(
  events: readonly TimelineEvent[],
  { fromMs, toMs }: { readonly fromMs: number; readonly toMs: number },
): Happening[] {
  return events
    .filter(({ tsMs, kind }) =>
      tsMs >= fromMs && tsMs <= toMs && FAMILIES.some((family) => kind.startsWith(family))
    )
    .map(happeningOf)
    .sort((one, other) => one.atMs - other.atMs);
}

function happeningOf({ tsMs, kind, subject, data }: TimelineEvent): Happening {
  const [said, tone] = SAYINGS[kind] ?? [kind, "news"];
  const reason = data["reason"] ?? data["status"];
  const words = kind === "process.gone" && typeof reason === "string"
    ? reason
    : kind === "registry.status" && typeof reason === "string"
    ? `is ${reason} in the registry`
    : said;
  return { atMs: tsMs, kind, subject, words: `${subject} ${words}`, tone };
}
