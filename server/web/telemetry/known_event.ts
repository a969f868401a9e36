/** An event of the time line, as telemetry keeps it. */
export interface KnownEvent {
  readonly runId: string;
  readonly seq: number;
  readonly tsMs: number;
  readonly kind: string;
  readonly subject: string;
  readonly actor: string;
  readonly data: Readonly<Record<string, unknown>>;
  readonly traceId?: string;
}
