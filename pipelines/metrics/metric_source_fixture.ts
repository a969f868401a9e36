import { FakeClock, FakeTimer, ScriptedHttpClient } from "@netops/core/testing";
import type { CohortWindow } from "../ports/metric_source.ts";
import { createMetricSource } from "./metric_source.ts";

/** When windows begin. */
export const FROM_MS = 1_700_000_000_000;
/** Three steps of a second of both cohorts. */
export const WINDOW: CohortWindow = {
  ...{ app: "shop", baseline: "shop--v001", canary: "shop--v002" },
  ...{ fromMs: FROM_MS, toMs: FROM_MS + 3_000, stepMs: 1_000 },
};

/** A series that a source tells. */
export interface Told {
  readonly labels?: Readonly<Record<string, string>>;
  /** From the start of the window on; null where there is none. */
  readonly values: readonly (number | string | null)[];
}

/** A Prometheus that says what a test has it say to a query. */
export class Rig {
  readonly timer = new FakeTimer(new FakeClock(FROM_MS + 60_000));
  readonly http: ScriptedHttpClient;
  readonly #say: (query: string) => readonly Told[] | Response | Promise<Response>;
  #underWay = 0;
  /** Most queries at once. */
  most = 0;

  /** Uses `say` for every query. */
  constructor(say: (query: string) => readonly Told[] | Response | Promise<Response>) {
    this.#say = say;
    this.http = new ScriptedHttpClient(async ({ url, body }) => {
      const form = body === undefined ? new URL(url).searchParams : new URLSearchParams(`${body}`);
      this.most = Math.max(this.most, ++this.#underWay);
      try {
        await Promise.resolve();
        const said = this.#say(form.get("query") ?? "");
        return said instanceof Response || said instanceof Promise ? await said : matrix(said);
      } finally {
        this.#underWay--;
      }
    });
  }

  /** Reads metrics by their queries. */
  read(queries: Readonly<Record<string, unknown>>, window: Partial<CohortWindow> = {}) {
    const { http, timer } = this;
    const source = createMetricSource({
      ...{ http, timer, clock: timer.clock, telemetryUrl: "http://127.0.0.1:7073" },
    });
    const metrics = Object.entries(queries).map(([name, query]) => ({ name, query }));
    return source.read({ metrics }, { ...WINDOW, ...window });
  }

  /** A parameter of the first query. */
  asked(name: string): string | null {
    return new URL(this.http.requests[0]?.url ?? "http://none").searchParams.get(name);
  }
}

/** An answer of query_range. */
export function matrix(told: readonly Told[], more: object = {}): Response {
  const result = told.map(({ labels = {}, values }) => ({
    metric: labels,
    values: values.flatMap((value, at) =>
      value === null ? [] : [[FROM_MS / 1000 + at, `${value}`]]
    ),
  }));
  return Response.json({ status: "success", data: { resultType: "matrix", result }, ...more });
}

/** Other values for the baseline than for the canary. */
export function bySide(baseline: readonly Told[], canary: readonly Told[]) {
  return (query: string) => query.includes("v001") ? baseline : canary;
}
