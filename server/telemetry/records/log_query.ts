import { type LogLevel, NetopsError } from "@netops/core";
import { levelNumber } from "./log_levels.ts";
import { compilePattern, type LogPattern, type PatternVerdict } from "./log_pattern.ts";
import type { SqlValue } from "./record_database.ts";
import { fieldOf } from "./stored_fields.ts";
import { readStored } from "./stored_text.ts";
import { wordQuery } from "./word_query.ts";

/** Which log lines are asked for; what is left out is no condition. */
export interface LogQuery {
  /** Apps or instances. */
  readonly services?: readonly string[];
  readonly app?: string;
  readonly instance?: string;
  /** `otlp` for lines that were sent, which stand in no file. */
  readonly stream?: string;
  /** This importance and above. */
  readonly level?: LogLevel;
  readonly traceId?: string;
  /** From this time on. */
  readonly sinceMs?: number;
  /** Before this time. */
  readonly untilMs?: number;
  /** Expressions that must all match text and fields, without case. */
  readonly grep?: readonly string[];
  /** Expressions of which none may match. */
  readonly not?: readonly string[];
  /** Words that must all occur in text or values of fields; `word*` may go on. */
  readonly words?: string;
  /** Fields by name or dotted path, and the text of their value. */
  readonly fields?: readonly (readonly [name: string, value: string])[];
}

/** A query made ready: a condition for SQLite, and one for what SQLite cannot tell. */
export interface LogCondition {
  /** Begins with `and`, or is empty. */
  readonly sql: string;
  readonly values: readonly SqlValue[];
  /** The query of FTS5, to be asked for a range of ids. */
  readonly match: string | undefined;
  /** Undefined when SQLite can tell all. */
  readonly accepts: ((row: LoggedText) => PatternVerdict) | undefined;
}

/** What of a line is tested here. */
export interface LoggedText {
  readonly text: string;
  readonly fields: string | null;
}

/** Text and fields as `netops logs --grep` searches them. */
const WHOLE_LINE = "(case when fields is null then text else text || ' ' || fields end)";

/** Makes a query ready. @throws {NetopsError} REQUEST_INVALID */
export function prepareLogQuery(query: LogQuery): LogCondition {
  const wanted = (query.grep ?? []).map(compilePattern);
  const unwanted = (query.not ?? []).map(compilePattern);
  const terms = [
    ...sourceTerms(query),
    ...timeTerms(query),
    ...wanted.flatMap(literalTerm),
    ...(query.fields ?? []).map(([name]) => fieldTerm(name)),
  ];
  return {
    sql: terms.map(({ sql }) => `and ${sql}`).join(" "),
    values: terms.flatMap(({ values }) => values),
    match: matchOf(query.words),
    accepts: tester({ wanted, unwanted, fields: query.fields ?? [] }),
  };
}

interface Term {
  readonly sql: string;
  readonly values: readonly SqlValue[];
}

function sourceTerms({ services = [], app, instance, stream, level, traceId }: LogQuery): Term[] {
  const places = services.map(() => "?").join(",");
  const within = (where: string) => `source in (select id from source where ${where})`;
  return [
    ...(services.length === 0 ? [] : [{
      sql: within(`app in (${places}) or instance in (${places})`),
      values: [...services, ...services],
    }]),
    ...(app === undefined ? [] : [{ sql: within("app = ?"), values: [app] }]),
    ...(instance === undefined ? [] : [{ sql: within("instance = ?"), values: [instance] }]),
    ...(stream === undefined ? [] : [{ sql: "stream = ?", values: [stream] }]),
    ...(level === undefined ? [] : [{ sql: "level >= ?", values: [levelNumber(level)] }]),
    ...(traceId === undefined ? [] : [{ sql: "trace_id = ?", values: [traceId] }]),
  ];
}

function timeTerms({ sinceMs, untilMs }: LogQuery): Term[] {
  return [
    ...(sinceMs === undefined ? [] : [{ sql: "ts_ms >= ?", values: [sinceMs] }]),
    ...(untilMs === undefined ? [] : [{ sql: "ts_ms < ?", values: [untilMs] }]),
  ];
}

/** ASCII text without case is what LIKE compares: lines without it need not be read. */
function literalTerm({ literal }: LogPattern): Term[] {
  if (literal === undefined) return [];
  const like = `%${literal.replace(/[%_\\]/g, (char) => `\\${char}`)}%`;
  return [{ sql: `${WHOLE_LINE} like ? escape '\\'`, values: [like] }];
}

/** A line that has the field holds its name, quoted as JSON quotes it. */
function fieldTerm(name: string): Term {
  const last = name.slice(name.lastIndexOf(".") + 1);
  const inner = JSON.stringify(last).slice(1, -1);
  return { sql: "instr(fields, ?) > 0", values: [inner === "" ? '"' : inner] };
}

function matchOf(words: string | undefined): string | undefined {
  if (words === undefined) return undefined;
  const match = wordQuery(words);
  if (match !== undefined) return match;
  throw new NetopsError("REQUEST_INVALID", "Cannot search for words as there is none", {
    fix: "give letters or digits, or use grep for signs",
  });
}

interface Tests {
  readonly wanted: readonly LogPattern[];
  readonly unwanted: readonly LogPattern[];
  readonly fields: NonNullable<LogQuery["fields"]>;
}

function tester(tests: Tests): LogCondition["accepts"] {
  const isNeeded = tests.fields.length + tests.wanted.length + tests.unwanted.length > 0;
  return isNeeded ? (row) => acceptsRow(row, tests) : undefined;
}

function acceptsRow({ text, fields }: LoggedText, tests: Tests): PatternVerdict {
  if (tests.fields.length > 0 && !hasFields(fields, tests.fields)) return "no";
  if (tests.wanted.length + tests.unwanted.length === 0) return "yes";
  const said = readStored(text);
  const line = fields === null ? said : `${said} ${fields}`;
  const verdicts = [
    ...tests.wanted.map((pattern) => pattern.test(line)),
    ...tests.unwanted.map((pattern) => opposite(pattern.test(line))),
  ];
  if (verdicts.includes("no")) return "no";
  return verdicts.includes("too-long") ? "too-long" : "yes";
}

function opposite(verdict: PatternVerdict): PatternVerdict {
  return verdict === "yes" ? "no" : verdict === "no" ? "yes" : "too-long";
}

function hasFields(json: string | null, wanted: Tests["fields"]): boolean {
  if (json === null) return false;
  const fields: unknown = JSON.parse(json);
  return wanted.every(([name, value]) => {
    const found = fieldOf(fields, name);
    if (found === undefined) return false;
    return (typeof found === "string" ? found : JSON.stringify(found)) === value;
  });
}
