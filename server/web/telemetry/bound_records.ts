import type { FoundLine, FoundLines, Span } from "./data_answer.ts";

/** The most log lines in a page. */
export const MOST_LINES = 300;
const MOST_TEXT_CHARS = 2_000;
const MOST_FIELD_CHARS = 1_000;
/** Attributes of all spans of a trace, in characters. */
const MOST_ATTRIBUTE_CHARS = 500_000;

/** What telemetry answers to a search in the logs. */
export interface LogsDocument {
  readonly lines: readonly FoundLine[];
  readonly complete: boolean;
}

/** Bounds found lines: the newest 300, 2,000 characters of text and 1,000 of fields each. */
export function boundLines({ lines, complete }: LogsDocument): FoundLines {
  return {
    lines: lines.slice(-MOST_LINES).map(boundLine),
    complete,
    isCut: lines.length >= MOST_LINES,
  };
}

function boundLine(line: FoundLine): FoundLine {
  const { id, tsMs, level, app, instance, traceId } = line;
  const fields = boundFields(line.fields);
  return {
    ...{ id, tsMs, level, app, instance, text: clip(line.text, MOST_TEXT_CHARS) },
    ...(fields === undefined ? {} : { fields }),
    ...(traceId === undefined ? {} : { traceId }),
  };
}

function boundFields(fields: FoundLine["fields"]): FoundLine["fields"] {
  if (fields === undefined) return undefined;
  const kept: Record<string, unknown> = {};
  let left = MOST_FIELD_CHARS;
  for (const [name, value] of Object.entries(fields)) {
    const text = typeof value === "string" ? value : JSON.stringify(value) ?? "";
    left -= name.length + text.length;
    if (left < 0) break;
    kept[name] = value;
  }
  return Object.keys(kept).length === 0 ? undefined : kept;
}

function clip(text: string, most: number): string {
  return text.length <= most ? text : `${text.slice(0, most)} … [${text.length - most} more]`;
}

/** Bounds spans: when their attributes are more than 500,000 characters, later spans lose theirs. */
export function boundSpans(spans: readonly Span[]): readonly Span[] {
  let left = MOST_ATTRIBUTE_CHARS;
  return spans.map((span) => {
    left -= JSON.stringify(span.attributes).length;
    return left >= 0 ? span : { ...span, attributes: { "netops.cut": true } };
  });
}
