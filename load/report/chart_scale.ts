/** A vertical axis. */
export interface ChartScale {
  readonly isLog: boolean;
  /** Lowest and highest value; both have a tick. */
  readonly from: number;
  readonly to: number;
  readonly ticks: readonly number[];
}

const TIME_STEPS_S = [
  ...[1, 2, 5, 10, 20, 30, 60, 120, 300, 600, 1_200, 1_800, 3_600, 7_200, 14_400, 43_200],
];
/** From how far the most lies above the middle a straight axis would hide the middle. */
const LOG_FROM = 20;
const DECADE_STEPS = [1, 2, 5];

/** An axis from 0 to a round number at or above the most, with about five ticks. */
export function linearScale(most: number): ChartScale {
  const raw = Math.max(most, 1e-9) / 5;
  const decade = 10 ** Math.floor(Math.log10(raw));
  const step = [1, 2, 2.5, 5, 10].map((one) => one * decade).find((one) => one >= raw) ?? raw;
  const count = Math.max(1, Math.ceil(most / step - 1e-9));
  const ticks = Array.from({ length: count + 1 }, (_, at) => Number((at * step).toPrecision(6)));
  return { isLog: false, from: 0, to: ticks.at(-1) ?? 1, ticks };
}

/** An axis for counts: never a tick between two whole numbers. */
export function countScale(most: number): ChartScale {
  const scale = linearScale(Math.max(1, most));
  if (scale.ticks.every(Number.isInteger)) return scale;
  const to = Math.ceil(scale.to);
  return { ...scale, to, ticks: Array.from({ length: to + 1 }, (_, at) => at) };
}

/** A logarithmic axis where the most is far above the middle, else a straight one. */
export function timeScale(values: readonly number[]): ChartScale {
  const positive = values.filter((value) => value > 0).toSorted((one, other) => one - other);
  const least = positive[0] ?? 1;
  const most = positive.at(-1) ?? 1;
  const middle = positive[Math.floor(positive.length / 2)] ?? 1;
  if (most / middle < LOG_FROM) return linearScale(most);
  const all = roundNumbers(least, most);
  // All of 1, 2 and 5 are too many over more than three decades.
  const ticks = all.length > 9 ? all.filter((tick) => /^[1.0e+-]+$/.test(String(tick))) : all;
  return { isLog: true, from: all[0] ?? 1, to: all.at(-1) ?? 10, ticks };
}

/** How high a value lies on an axis: 0 at the bottom, 1 at the top. */
export function heightOf(value: number, { isLog, from, to }: ChartScale): number {
  const share = isLog
    ? Math.log(Math.max(value, from) / from) / Math.log(to / from)
    : (value - from) / (to - from);
  return Math.min(1, Math.max(0, share));
}

/** Offsets of ticks of a time axis in ms: at most `most`, the first at 0. */
export function timeTicks(spanMs: number, most: number): readonly number[] {
  const stepS = TIME_STEPS_S.find((one) => spanMs / (one * 1_000) <= most) ??
    Math.ceil(spanMs / most / 86_400_000) * 86_400;
  const count = Math.floor(spanMs / (stepS * 1_000)) + 1;
  return Array.from({ length: count }, (_, at) => at * stepS * 1_000);
}

/** A tick of a time axis: `0`, `20s`, `1m30s`, `2h`. */
export function timeTickWords(offsetMs: number): string {
  const seconds = Math.round(offsetMs / 1_000);
  if (seconds < 60) return seconds === 0 ? "0" : `${seconds}s`;
  const parts = [[Math.floor(seconds / 3_600), "h"], [Math.floor(seconds / 60) % 60, "m"], [
    seconds % 60,
    "s",
  ]] as const;
  return parts.filter(([count]) => count > 0).map(([count, unit]) => `${count}${unit}`).join("");
}

/** 1, 2 and 5 of every decade, from the last at or below `least` to the first at or above `most`. */
function roundNumbers(least: number, most: number): readonly number[] {
  const first = Math.floor(Math.log10(least));
  const last = Math.ceil(Math.log10(most));
  const all = Array.from({ length: last - first + 1 }, (_, at) => first + at)
    .flatMap((power) => DECADE_STEPS.map((step) => Number((step * 10 ** power).toPrecision(1))));
  const from = Math.max(0, all.findLastIndex((value) => value <= least));
  const to = all.findIndex((value) => value >= most);
  return all.slice(from, to + 1);
}
