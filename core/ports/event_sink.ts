/** One thing that happened, before fleet gave it a number. */
export interface EventDraft {
  readonly kind: string;
  readonly subject: string;
  readonly data?: Readonly<Record<string, unknown>>;
  readonly traceId?: string;
}

/** Takes events for the time line; never blocks and never throws. */
export interface EventSink {
  publish(event: EventDraft): void;
}
