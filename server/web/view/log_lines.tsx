/** @jsxImportSource preact */
import type { VNode } from "preact";
import { formatClockMs, formatData } from "./format.ts";
import { plainText } from "./plain_text.ts";
import { traceUrl } from "./view_url.ts";

/** A log line as it is drawn, wherever it comes from. */
export interface ShownLine {
  readonly tsMs: number;
  readonly level: string;
  readonly app?: string;
  /** Empty for who sent it over OTLP without a name for the instance. */
  readonly instance: string;
  readonly text: string;
  readonly fields?: Readonly<Record<string, unknown>>;
  readonly traceId?: string;
  readonly id?: number;
  readonly number?: number;
}

/** Lines of a log, oldest first; a line's trace is a link. */
export function LogLines({ lines }: { readonly lines: readonly ShownLine[] }): VNode {
  return (
    <ol class="lines">
      {lines.map((line) => <LogRow key={line.number ?? line.id} line={line} />)}
    </ol>
  );
}

function LogRow({ line }: { readonly line: ShownLine }): VNode {
  const traceId = traceOf(line);
  const fields = fieldWords(line.fields);
  return (
    <li class={`line level-${line.level}`}>
      <time>{formatClockMs(line.tsMs)}</time>
      <span class="level">{line.level}</span>
      <span class="id">{plainText(line.instance || (line.app ?? ""))}</span>
      <span class="text">
        {plainText(line.text)}
        {fields === "" ? null : <span class="fields">{` ${fields}`}</span>}
        {traceId === undefined ? null : <TraceLink traceId={traceId} />}
      </span>
    </li>
  );
}

/** A link to a trace, named by the beginning of its id. */
export function TraceLink({ traceId }: { readonly traceId: string }): VNode {
  return (
    <>
      {" "}
      <a class="trace-link" href={traceUrl(traceId)} data-nav title={`Trace ${traceId}`}>
        trace {plainText(traceId.slice(0, 8))}
      </a>
    </>
  );
}

const TRACE_ID = /^[0-9a-f]{16,64}$/i;
/** Fields that stand elsewhere on the line. */
const SHOWN: ReadonlySet<string> = new Set(["traceId", "trace_id", "traceid", "spanId", "tsMs"]);

function traceOf(line: ShownLine): string | undefined {
  if (line.traceId !== undefined) return line.traceId;
  const named = line.fields?.["traceId"] ?? line.fields?.["trace_id"] ?? line.fields?.["traceid"];
  return typeof named === "string" && TRACE_ID.test(named) ? named.toLowerCase() : undefined;
}

/** As they were printed, so that what is read can be searched for. */
function fieldWords(fields: ShownLine["fields"]): string {
  if (fields === undefined) return "";
  const shown = Object.entries(fields).filter(([name]) => !SHOWN.has(name));
  return plainText(formatData(Object.fromEntries(shown)));
}
