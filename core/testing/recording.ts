import type { EventDraft, EventSink } from "../ports/event_sink.ts";
import type { Logger, LogLevel } from "../ports/logger.ts";

/** Keeps log lines for a test to look at. */
export class RecordingLogger implements Logger {
  /** What was logged, in order. */
  readonly lines: { level: LogLevel; message: string; fields: Record<string, unknown> }[] = [];

  /** Records one line. */
  log(level: LogLevel, message: string, fields: Readonly<Record<string, unknown>> = {}): void {
    this.lines.push({ level, message, fields: { ...fields } });
  }
}

/** Keeps events for a test to look at. */
export class RecordingEventSink implements EventSink {
  /** What was published, in order. */
  readonly events: EventDraft[] = [];

  /** Records one event. */
  publish(event: EventDraft): void {
    this.events.push(event);
  }
}
