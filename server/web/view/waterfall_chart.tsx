/** @jsxImportSource preact */
import type { VNode } from "preact";
import { formatMs } from "./format.ts";
import { plainText } from "./plain_text.ts";
import { StatusShape } from "./status_mark.tsx";
import { traceUrl } from "./view_url.ts";
import type { Waterfall, WaterfallRow } from "./waterfall.ts";

/** Colours of services come again after so many. */
export const SERIES_COLORS = 8;
/** Bars that are wider have room for a cross. */
const CROSSED = 0.05;
const TICKS = [0, 0.25, 0.5, 0.75, 1];

/** Draws a trace as bars over time; each bar is a link that opens its span. */
export function WaterfallChart(props: {
  readonly waterfall: Waterfall;
  readonly traceId: string;
  readonly chosen: WaterfallRow | undefined;
}): VNode {
  const { waterfall, traceId, chosen } = props;
  return (
    <div class="waterfall">
      <ul class="services" aria-label="Services">
        {waterfall.services.map((service, index) => (
          <li key={service}>
            <Swatch index={index} />
            {plainText(service)}
          </li>
        ))}
      </ul>
      <div class="span-scale" aria-hidden="true">
        <svg>
          {TICKS.map((tick) => (
            <text
              key={tick}
              x={`${tick * 100}%`}
              y="12"
              text-anchor={tick === 0 ? "start" : tick === 1 ? "end" : "middle"}
            >
              {formatMs(waterfall.durationMs * tick)}
            </text>
          ))}
        </svg>
      </div>
      <ol class="spans" aria-label="Spans, parents before their children">
        {waterfall.rows.map((row) => (
          <SpanLine
            key={row.span.spanId}
            row={row}
            traceId={traceId}
            isChosen={row === chosen}
          />
        ))}
      </ol>
    </div>
  );
}

/** Draws the colour of a series or a service. */
export function Swatch({ index }: { readonly index: number }): VNode {
  return (
    <svg class="swatch" viewBox="0 0 12 12" aria-hidden="true" focusable="false">
      <path
        class={`stroke-${index % SERIES_COLORS}`}
        d="M0 6H12"
        stroke-width="5"
        {...(index >= SERIES_COLORS ? { "stroke-dasharray": "3 1.5" } : {})}
      />
    </svg>
  );
}

function SpanLine(
  { row, traceId, isChosen }: {
    readonly row: WaterfallRow;
    readonly traceId: string;
    readonly isChosen: boolean;
  },
): VNode {
  const { span } = row;
  const isBad = span.status === "error";
  return (
    <li>
      <a
        class="span-line"
        href={traceUrl(traceId, span.spanId)}
        data-nav
        data-stay
        data-reveal="span"
        {...(isChosen ? { "aria-current": "true" as const } : {})}
      >
        <span class={`span-name depth-${row.depth}`}>
          {isBad ? <StatusShape tone="bad" /> : null}
          <span class="span-service">{plainText(span.service)}</span> {plainText(span.name)}
          {isBad ? <span class="sr-only">, error</span> : null}
        </span>
        <span class="span-bar">
          <Bar row={row} isBad={isBad} />
        </span>
        <span class="num span-time">{formatMs(span.durationMs)}</span>
      </a>
    </li>
  );
}

function Bar({ row, isBad }: { readonly row: WaterfallRow; readonly isBad: boolean }): VNode {
  return (
    <svg aria-hidden="true" focusable="false">
      {TICKS.map((tick) => (
        <line key={tick} class="grid" x1={`${tick * 100}%`} x2={`${tick * 100}%`} y2="100%" />
      ))}
      <rect
        class={`fill-${row.serviceIndex % SERIES_COLORS} ${isBad ? "bar-bad" : ""}`}
        x={percent(Math.min(row.start, 0.998))}
        width={percent(Math.max(0.002, Math.min(row.width, 1 - row.start)))}
        y="6.5"
        height="12"
        rx="1.5"
      />
      {isBad && row.width > CROSSED ? <Cross at={row.start} /> : null}
    </svg>
  );
}

/** A cross at the beginning of a bar: a failure is no matter of colour alone. */
function Cross({ at }: { readonly at: number }): VNode {
  return (
    <svg x={percent(at)} y="6.5" width="16" height="12">
      <path class="bar-cross" d="M5 3l6 6m0-6l-6 6" />
    </svg>
  );
}

function percent(share: number): string {
  return `${Math.round(share * 100_000) / 1_000}%`;
}
