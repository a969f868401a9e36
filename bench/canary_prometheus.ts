import type { HttpClient, Rng } from "@netops/core";
import { playSide, type SideSeries, type SimulatedService, walk } from "./canary_service.ts";

/** When every simulated canary begins. */
export const FROM_MS = 1_700_000_000_000;

/** The names of both sides. */
export const SIDES = { baseline: "shop-v001", canary: "shop-v002" } as const;

/** How a canary is played. */
export interface CanaryPlay {
  readonly baseline: SimulatedService;
  readonly canary: SimulatedService;
  readonly seconds: number;
  readonly rng: Rng;
}

/** Plays both sides on one machine, and answers as a Prometheus that scraped them each second. */
export function playCanary({ baseline, canary, seconds, rng }: CanaryPlay): HttpClient {
  const { commonPhi: phi, commonSd: sd } = canary.machine;
  const around = {
    slow: walk(rng.fork("slow"), seconds + 1, { phi, sd }),
    load: walk(rng.fork("load"), seconds + 1, { phi: 0.8, sd: 0.2 }),
  };
  const sides: Readonly<Record<string, readonly SideSeries[]>> = {
    [SIDES.baseline]: playSide(baseline, around, rng.fork("baseline")),
    [SIDES.canary]: playSide(canary, around, rng.fork("canary")),
  };
  const send = ({ url }: { readonly url: string }) =>
    Promise.resolve(answer(sides, new URL(url).searchParams));
  return { send, close: () => undefined };
}

type Sides = Readonly<Record<string, readonly SideSeries[]>>;

function answer(sides: Sides, form: URLSearchParams): Response {
  const first = Math.round(Number(form.get("start")) - FROM_MS / 1_000);
  const last = Math.round(Number(form.get("end")) - FROM_MS / 1_000);
  const result = found(sides, form.get("query") ?? "").map(({ labels, values }) => ({
    metric: labels,
    values: values.slice(first, last + 1)
      .map((value, at) => [FROM_MS / 1_000 + first + at, `${value}`]),
  }));
  return Response.json({ status: "success", data: { resultType: "matrix", result } });
}

/** The little of PromQL that the default configuration speaks: a selector, and `A or 0 * B`. */
function found(sides: Sides, query: string): readonly SideSeries[] {
  const [left = "", right] = query.split(" or 0 * ");
  const series = select(sides, left);
  if (right === undefined) return series;
  const zeros = select(sides, right).filter((one) => !series.includes(one))
    .map((one) => ({ ...one, values: one.values.map(() => 0) }));
  return [...series, ...zeros];
}

function select(sides: Sides, selector: string): readonly SideSeries[] {
  const [, name, inner] = selector.match(/^(\w+)\{(.*)\}$/) ?? [];
  if (inner === undefined) throw new Error(`no selector: ${selector}`);
  const matchers = [...inner.matchAll(/(\w+)(=~|!=|=)"([^"]*)"/g)];
  const group = matchers.find(([, label]) => label?.endsWith("server_group"))?.[3] ?? "";
  const own = matchers.filter(([, label]) => label === "code" || label === "attempt");
  return (sides[group] ?? []).filter((series) =>
    series.name === name && own.every(([, label = "", operator, value = ""]) => {
      const has = series.labels[label] ?? "";
      if (operator === "=~") return new RegExp(`^(?:${value})$`).test(has);
      return (has === value) === (operator === "=");
    })
  );
}
