import { FakeClock } from "@netops/core/testing";
import { RecordingRowSink, RecordingSampleSink } from "../recording_sinks.ts";
import type { LogRow, SpanRow } from "../sinks.ts";
import { ByteBudget } from "../wire/intake_body.ts";
import type { OtlpSignal } from "./otlp_answer.ts";
import { type OtlpDelivery, OtlpIntake } from "./otlp_intake.ts";

/** Begin of time in tests of the intake. */
export const NOW_MS = 1_700_000_000_000;

/** Makes an intake over sinks that remember. */
export function createOtlpRig(options: { budgetBytes?: number; mostBytes?: number } = {}) {
  const samples = new RecordingSampleSink();
  const spans = new RecordingRowSink<SpanRow>();
  const logs = new RecordingRowSink<LogRow>();
  const drops: string[] = [];
  const deliveries: OtlpDelivery[] = [];
  const intake = new OtlpIntake({
    ...{ samples, spans, logs, clock: new FakeClock(NOW_MS) },
    onDrop: (what, reason, count) => drops.push(`${what} ${reason} ${count}`),
    budget: new ByteBudget(options.budgetBytes ?? 1e8),
    onTaken: (delivery) => deliveries.push(delivery),
    ...(options.mostBytes === undefined ? {} : { mostBytes: options.mostBytes }),
  });
  const post = (
    signal: OtlpSignal,
    body: BodyInit,
    headers: Record<string, string> = { "content-type": "application/json" },
  ) => intake.handle(signal, new Request("http://t/", { method: "POST", body, headers }));
  const postJson = (signal: OtlpSignal, body: unknown) => post(signal, JSON.stringify(body));
  return { samples, spans, logs, drops, deliveries, intake, post, postJson };
}

/** Attributes as OTLP's JSON has them. */
export function attributesOf(object: Readonly<Record<string, string>>) {
  return Object.entries(object).map(([key, stringValue]) => ({ key, value: { stringValue } }));
}
