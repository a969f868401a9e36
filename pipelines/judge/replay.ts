import type { LookView, StoredLook } from "@netops/core/contracts";
import type { CanaryConfig } from "./canary_config.ts";
import type { Judgement } from "./judge.ts";
import { judgeLook, type LookInput, lookView } from "./judge_look.ts";
import type { JudgeSettings } from "./judge_settings.ts";
import type { CanaryData } from "./metric_data.ts";

/** A stored look, judged again. */
export interface Replay {
  readonly judgement: Judgement;
  readonly look: LookView;
  /** Nothing is different, byte for byte. */
  readonly isSame: boolean;
  readonly differences: readonly ReplayDifference[];
}

/** What a replay tells differently, as JSON. */
export interface ReplayDifference {
  /** Such as `verdict` or `metrics.errors.estimate`. */
  readonly what: string;
  readonly stored: string;
  readonly again: string;
}

/** What a stored look was judged by. */
export function lookInput({ config, data, mode, seed, over }: StoredLook): LookInput {
  return {
    config: config as unknown as CanaryConfig,
    data: readPoints(data),
    ...{ mode, seed, over: over as Partial<JudgeSettings> },
  };
}

/** Judges a stored look again. */
export function replayLook(stored: StoredLook): Judgement {
  return judgeLook(lookInput(stored));
}

/** Judges a stored look again and says what is different. */
export function replay(stored: StoredLook): Replay {
  const judgement = replayLook(stored);
  const { look: then } = stored;
  const look = lookView(judgement, then);
  const differences = compareLooks(then, look);
  return { judgement, look, isSame: differences.length === 0, differences };
}

/** Where two tellings of one look are not the same bytes. */
export function compareLooks(then: LookView, again: LookView): readonly ReplayDifference[] {
  const { metrics: old, ...before } = then;
  const { metrics: fresh, ...after } = again;
  const names = [...new Set([...old, ...fresh].map(({ name }) => name))];
  const named = (metrics: LookView["metrics"], name: string) =>
    metrics.find((metric) => metric.name === name) ?? {};
  return [
    ...compareFields(before, after, ""),
    ...names.flatMap((name) =>
      compareFields(named(old, name), named(fresh, name), `metrics.${name}.`)
    ),
  ];
}

function compareFields(then: object, again: object, path: string): ReplayDifference[] {
  const [left, right] = [Object.entries(then), Object.entries(again)];
  const names = [...new Set([...left, ...right].map(([name]) => name))];
  return names.flatMap((name) => {
    const [stored, now] = [jsonOf(left, name), jsonOf(right, name)];
    return stored === now ? [] : [{ what: `${path}${name}`, stored, again: now }];
  });
}

function jsonOf(entries: readonly [string, unknown][], name: string): string {
  const value = entries.find(([key]) => key === name)?.[1];
  return JSON.stringify(value) ?? "nothing";
}

/** Reads stored points: what is no number was missing. */
function readPoints(data: StoredLook["data"]): CanaryData {
  return Object.fromEntries(
    Object.entries(data).map(([name, stored]) => {
      const { control, experiment, of } = stored as StoredMetric;
      const own = { control: numbers(control), experiment: numbers(experiment) };
      if (of === undefined) return [name, own];
      return [name, {
        ...own,
        of: { control: numbers(of.control), experiment: numbers(of.experiment) },
      }];
    }),
  );
}

interface StoredCohorts {
  readonly control: readonly unknown[];
  readonly experiment: readonly unknown[];
}

interface StoredMetric extends StoredCohorts {
  readonly of?: StoredCohorts;
}

function numbers(points: readonly unknown[]): readonly number[] {
  return points.map((point) => typeof point === "number" ? point : NaN);
}
