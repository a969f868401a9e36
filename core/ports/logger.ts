/** The levels a log line may have, least important first. */
export type LogLevel = "debug" | "info" | "warn" | "error";

/** Writes structured log lines. `fields` hold ids and numbers; `message` is for people. */
export interface Logger {
  log(level: LogLevel, message: string, fields?: Readonly<Record<string, unknown>>): void;
}
