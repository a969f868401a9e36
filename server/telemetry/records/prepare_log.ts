import { levelNumber } from "./log_levels.ts";
import type { LogRow } from "./record_rows.ts";
import { fieldsJson, fieldWords, traceOf } from "./stored_fields.ts";
import { clipText, storedName, toStored } from "./stored_text.ts";

/** A line as it is stored: bounded, well-formed, its fields as JSON. */
export interface PreparedLog {
  readonly tsMs: number;
  readonly level: number;
  readonly app: string;
  readonly instance: string;
  readonly stream: string;
  readonly traceId: string | undefined;
  readonly text: string;
  readonly fields: string | undefined;
  /** What of the fields can be found by words. */
  readonly words: string;
}

/** A longer line is cut; only this much of its beginning can be found by words. */
const MOST_CHARS = 32_768;
const MOST_WORD_CHARS = 4_096;
const DAY_MS = 86_400_000;

/** Makes a line ready; a time that cannot be, or lies more than a day ahead, becomes now. */
export function prepareLog(row: LogRow, nowMs: number): PreparedLog {
  const { tsMs, fields } = row;
  const traceId = row.traceId ?? traceOf(fields);
  return {
    tsMs: tsMs > 0 && tsMs <= nowMs + DAY_MS ? tsMs : nowMs,
    level: levelNumber(row.level),
    app: storedName(row.app),
    instance: storedName(row.instance),
    stream: storedName(row.stream),
    traceId: traceId === undefined ? undefined : storedName(traceId),
    text: toStored(clipText(row.text, MOST_CHARS)),
    fields: fieldsJson(fields),
    words: toStored(fieldWords(fields)),
  };
}

/** The part of a stored text that can be found by words. */
export function indexedText(text: string): string {
  return text.length <= MOST_WORD_CHARS ? text : text.slice(0, MOST_WORD_CHARS).toWellFormed();
}
