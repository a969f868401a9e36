/// <reference lib="dom" />
import type { ChartView } from "../telemetry/data_answer.ts";
import { marksOf } from "../view/chart_ribbon.tsx";
import type { Send } from "../view/page_message.ts";
import { shownData } from "../view/page_data.ts";
import type { PageState } from "../view/page_state.ts";
import { unitOf } from "../view/ready_queries.ts";
import type { Plot, PlotContent } from "./plot.ts";

/** Draws charts into the places that the page leaves for them; the library is loaded by the first. */
export class Charts {
  #plots = new Map<Element, { readonly plot: Plot; drawn: PlotContent }>();
  #library: typeof import("./plot.ts") | undefined;
  #isLoading = false;
  #state: PageState | undefined;
  readonly #send: Send;

  /** Talks to the page through `send`. */
  constructor(send: Send) {
    this.#send = send;
    // Colours are read when a chart is made.
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => this.#redraw());
  }

  /** Brings all charts up to the state. */
  sync(state: PageState): void {
    this.#state = state;
    for (const [place, { plot }] of this.#plots) {
      if (place.isConnected) continue;
      plot.destroy();
      this.#plots.delete(place);
    }
    const places = document.querySelectorAll<HTMLElement>("[data-plot]");
    if (places.length === 0) return;
    if (this.#library === undefined) return void this.#load();
    for (const place of places) this.#show(place, state, this.#library);
  }

  #show(place: HTMLElement, state: PageState, library: typeof import("./plot.ts")): void {
    const slot = place.dataset["plot"] ?? "";
    const chart = chartOf(state, slot, place.dataset["of"]);
    if (chart === undefined) return;
    const content = contentOf(state, slot, chart);
    const known = this.#plots.get(place);
    if (known === undefined) {
      const onCursor = (atMs: number | undefined) => this.#point(atMs);
      const plot = new library.Plot(place, content, onCursor);
      this.#plots.set(place, { plot, drawn: content });
    } else if (!isSame(known.drawn, content)) {
      known.plot.show(content);
      known.drawn = content;
    }
  }

  #point(atMs: number | undefined): void {
    if (this.#state?.cursorMs !== atMs) this.#send({ type: "cursor", atMs });
  }

  #redraw(): void {
    for (const { plot } of this.#plots.values()) plot.destroy();
    this.#plots.clear();
    if (this.#state !== undefined) this.sync(this.#state);
  }

  async #load(): Promise<void> {
    const url = document.querySelector<HTMLElement>("script[data-plot-script]")
      ?.dataset["plotScript"];
    if (this.#isLoading || url === undefined) return;
    this.#isLoading = true;
    try {
      this.#library = await import(url) as typeof import("./plot.ts");
      this.#redraw();
    } catch {
      // Without the library the tables below hold the same numbers; the next step tries again.
    } finally {
      this.#isLoading = false;
    }
  }
}

/** The chart of a slot; with a number that one of the charts of a load. */
function chartOf(
  { data, view }: PageState,
  slot: string,
  number: string | undefined,
): ChartView | undefined {
  const { answer } = number === undefined
    ? shownData(data, view, { kind: "chart", slot })
    : shownData(data, view, { kind: "loads" });
  if (answer?.ok !== true) return undefined;
  return "charts" in answer.value ? answer.value.charts[Number(number)] : answer.value;
}

function contentOf(state: PageState, slot: string, chart: ChartView): PlotContent {
  const failuresMs = marksOf(state, chart).filter((mark) => mark.failed > 0)
    .map((mark) => mark.atMs);
  const markMs = state.mark?.slot === slot ? state.mark.atMs : undefined;
  return { chart, unit: unitOf(chart.query), failuresMs, markMs };
}

function isSame(left: PlotContent, right: PlotContent): boolean {
  return left.chart === right.chart && left.markMs === right.markMs &&
    left.failuresMs.join() === right.failuresMs.join();
}
