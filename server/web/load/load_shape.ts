import { shellWord } from "../view/shell_word.ts";
import type { OrderFile } from "./load_schema.ts";

/** Tells how much load was asked for: `3/s for 40s`, `0/s, to 20/s in 10s, 20/s for 50s`, `50 VUs for 60s`. */
export function shapeWords({ arrivals, vus, durationMs }: OrderFile): string {
  if (vus !== undefined) return `${vus} VUs for ${secondsOf(durationMs ?? 0)}`;
  if (arrivals === undefined) return "as the script says";
  let rate = arrivals.startRate;
  const pieces = arrivals.stages.map(({ targetRate, durationMs: lastsMs }) => {
    const isFlat = targetRate === rate;
    rate = targetRate;
    const lasts = secondsOf(lastsMs);
    return isFlat ? `${targetRate}/s for ${lasts}` : `to ${targetRate}/s in ${lasts}`;
  });
  return [...(pieces[0]?.startsWith("to") === true ? [`${arrivals.startRate}/s`] : []), ...pieces]
    .join(", ");
}

/** Starts per second that the schedule asks for at a moment; null without a schedule. */
export function rateAsked({ arrivals }: OrderFile, elapsedMs: number): number | null {
  if (arrivals === undefined) return null;
  let [rate, leftMs] = [arrivals.startRate, elapsedMs];
  for (const { targetRate, durationMs } of arrivals.stages) {
    if (leftMs < durationMs) return rate + (targetRate - rate) * leftMs / durationMs;
    [rate, leftMs] = [targetRate, leftMs - durationMs];
  }
  return 0;
}

/** The command that asks for the same again; shapes of several pieces are given by their presets. */
export function againCommand(
  order: OrderFile,
  companions: readonly { readonly kind: string; readonly name: string }[] = [],
): string {
  const shape = shapeOptions(order) ?? [];
  return [
    ...["netops load run", shellWord(order.name), ...shape],
    `--seed ${order.seed} --engine ${shellWord(order.engine)}`,
    ...companions.map(({ kind, name }) => `--with ${shellWord(`${kind}:${name}`)}`),
    ...(order.asked ?? []).map(shellWord),
  ].join(" ");
}

function shapeOptions(
  { arrivals, vus, durationMs, plan, maxVus }: OrderFile,
): readonly string[] | undefined {
  if (vus !== undefined) return [`--vus ${vus} --for ${secondsOf(durationMs ?? 0)}`];
  if (arrivals === undefined) return [];
  const most = plan === undefined ? [] : [`--max-vus ${maxVus}`];
  const { startRate, stages: [first, second, ...more] } = arrivals;
  if (first === undefined || more.length > 0) return undefined;
  const { targetRate, durationMs: firstMs } = first;
  if (startRate === targetRate && second === undefined) {
    return [`--rate ${targetRate} --for ${secondsOf(firstMs)}`, ...most];
  }
  const isKept = second === undefined || second.targetRate === targetRate;
  if (startRate !== 0 || !isKept) return undefined;
  const allMs = firstMs + (second?.durationMs ?? 0);
  return [
    `--rate ${targetRate} --ramp ${secondsOf(firstMs)} --for ${secondsOf(allMs)}`,
    ...most,
  ];
}

function secondsOf(durationMs: number): string {
  return `${durationMs / 1_000}s`;
}
