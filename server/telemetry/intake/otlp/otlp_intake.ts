import type { Clock } from "@netops/core";
import type { DropCounter, LogSink, SampleSink, SpanSink } from "../sinks.ts";
import {
  type BodyProblem,
  type ByteBudget,
  type IntakeBody,
  withBody,
} from "../wire/intake_body.ts";
import { MalformedMessage, ProtoReader } from "../wire/proto_reader.ts";
import { readJsonGroups } from "./json_groups.ts";
import { readJsonLog, readJsonMetric, readJsonSpan } from "./json_signals.ts";
import { logRows } from "./log_rows.ts";
import { MetricWriter } from "./metric_writer.ts";
import {
  encodingOf,
  type OtlpEncoding,
  otlpFailure,
  type OtlpSignal,
  otlpSuccess,
} from "./otlp_answer.ts";
import type { OtlpGroup, OtlpLog, OtlpMetric, OtlpSpan } from "./otlp_tree.ts";
import { readGroups } from "./proto_groups.ts";
import { readProtoMetric } from "./proto_metrics.ts";
import { readProtoLog, readProtoSpan } from "./proto_signals.ts";
import { spanRows } from "./span_rows.ts";

/** A request as it came, for whoever passes it on. */
export interface OtlpDelivery {
  readonly signal: OtlpSignal;
  readonly contentType: string;
  /** Empty when the body is plain. */
  readonly contentEncoding: string;
  readonly body: Uint8Array<ArrayBuffer>;
}

/** What the intake is made of. */
export interface OtlpIntakeOptions {
  readonly samples: SampleSink;
  readonly spans: SpanSink;
  readonly logs: LogSink;
  readonly clock: Clock;
  readonly onDrop: DropCounter;
  readonly budget: ByteBudget;
  /** Hears every request that was taken. */
  readonly onTaken?: (delivery: OtlpDelivery) => void;
  /** 16 MB, plain and with gzip. */
  readonly mostBytes?: number;
}

const MOST_BYTES = 16_000_000;

interface Outcome {
  readonly rejected: number;
  readonly message: string;
}

/** Takes OTLP/HTTP in both encodings. Source: OTLP 1.x. */
export class OtlpIntake {
  readonly #options: OtlpIntakeOptions;
  readonly #metrics: MetricWriter;

  /** Begins with nothing known of any series. */
  constructor(options: OtlpIntakeOptions) {
    this.#options = options;
    this.#metrics = new MetricWriter({ sink: options.samples, onDrop: options.onDrop });
  }

  /** Answers `POST /v1/traces`, `/v1/metrics` or `/v1/logs`; never throws for what a body holds. */
  async handle(signal: OtlpSignal, request: Request): Promise<Response> {
    const encoding = encodingOf(request.headers.get("content-type"));
    if (request.method !== "POST") {
      return otlpFailure(encoding ?? "json", 405, "Only POST is known");
    }
    if (encoding === undefined) {
      const wanted = "application/x-protobuf or application/json";
      return otlpFailure("json", 415, `Cannot take a body that is not ${wanted}`);
    }
    if (this.#isFull(signal)) return this.#refuse(encoding, signal, "busy");
    const { budget, mostBytes = MOST_BYTES } = this.#options;
    return await withBody(request, { budget, mostBytes }, (body) => {
      if (typeof body === "string") return this.#refuse(encoding, signal, body);
      const answer = this.#take(signal, encoding, body);
      if (answer.ok) this.#options.onTaken?.(deliveryOf(signal, request, body));
      return answer;
    });
  }

  #isFull(signal: OtlpSignal): boolean {
    const { samples, spans, logs } = this.#options;
    return { traces: spans, metrics: samples, logs }[signal].isFull?.() ?? false;
  }

  #take(signal: OtlpSignal, encoding: OtlpEncoding, { bytes }: IntakeBody): Response {
    try {
      const write = this.#read(signal, encoding, bytes);
      return otlpSuccess(encoding, signal, write());
    } catch (thrown) {
      if (!(thrown instanceof MalformedMessage)) throw thrown;
      this.#options.onDrop(signal, "malformed", 1);
      return otlpFailure(encoding, 400, `Cannot read the body: ${thrown.message}`);
    }
  }

  /** Reads all before anything is written, so that a malformed body leaves nothing. */
  #read(signal: OtlpSignal, encoding: OtlpEncoding, bytes: Uint8Array<ArrayBuffer>): () => Outcome {
    const groups = encoding === "json" ? readJson(signal, bytes) : readProto(signal, bytes);
    switch (groups.signal) {
      case "traces":
        return () => this.#takeSpans(groups.groups);
      case "logs":
        return () => this.#takeLogs(groups.groups);
      case "metrics":
        return () => this.#takeMetrics(groups.groups);
    }
  }

  #takeSpans(groups: readonly OtlpGroup<OtlpSpan>[]): Outcome {
    const { rows, rejected } = spanRows(groups);
    if (rejected > 0) this.#options.onDrop("spans", "bad_id", rejected);
    const noRoom = this.#options.spans.take(rows);
    return {
      rejected: rejected + noRoom,
      message: rejected > 0 ? "Some ids are no ids" : noRoom > 0 ? "There is no room" : "",
    };
  }

  #takeLogs(groups: readonly OtlpGroup<OtlpLog>[]): Outcome {
    const rejected = this.#options.logs.take(logRows(groups, this.#options.clock.nowMs()));
    return { rejected, message: rejected > 0 ? "There is no room" : "" };
  }

  #takeMetrics(groups: readonly OtlpGroup<OtlpMetric>[]): Outcome {
    const { rejected, reason } = this.#metrics.write(groups, this.#options.clock.nowMs());
    this.#options.samples.commit?.();
    return { rejected, message: reason };
  }

  #refuse(encoding: OtlpEncoding, signal: OtlpSignal, problem: BodyProblem): Response {
    this.#options.onDrop(signal, problem, 1);
    switch (problem) {
      case "busy":
        return otlpFailure(encoding, 503, "Cannot take more now");
      case "too_large":
        return otlpFailure(encoding, 413, "Cannot take a body of this size");
      case "bad_encoding":
        return otlpFailure(encoding, 400, "Cannot read the body: it is not gzip");
      case "unknown_encoding":
        return otlpFailure(encoding, 415, "Cannot take an encoding that is not gzip");
    }
  }
}

type Groups =
  | { readonly signal: "traces"; readonly groups: OtlpGroup<OtlpSpan>[] }
  | { readonly signal: "metrics"; readonly groups: OtlpGroup<OtlpMetric>[] }
  | { readonly signal: "logs"; readonly groups: OtlpGroup<OtlpLog>[] };

const TRACES = { resources: "resourceSpans", scopes: "scopeSpans", items: "spans" };
const METRICS = { resources: "resourceMetrics", scopes: "scopeMetrics", items: "metrics" };
const LOGS = { resources: "resourceLogs", scopes: "scopeLogs", items: "logRecords" };

function readJson(signal: OtlpSignal, bytes: Uint8Array<ArrayBuffer>): Groups {
  const body = parseJson(bytes);
  switch (signal) {
    case "traces":
      return { signal, groups: readJsonGroups(body, TRACES, readJsonSpan) };
    case "metrics":
      return { signal, groups: readJsonGroups(body, METRICS, readJsonMetric) };
    case "logs":
      return { signal, groups: readJsonGroups(body, LOGS, readJsonLog) };
  }
}

function readProto(signal: OtlpSignal, bytes: Uint8Array<ArrayBuffer>): Groups {
  const reader = new ProtoReader(bytes);
  switch (signal) {
    case "traces":
      return { signal, groups: readGroups(reader, readProtoSpan) };
    case "metrics":
      return { signal, groups: readGroups(reader, readProtoMetric) };
    case "logs":
      return { signal, groups: readGroups(reader, readProtoLog) };
  }
}

function parseJson(bytes: Uint8Array<ArrayBuffer>): unknown {
  try {
    return JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
  } catch {
    throw new MalformedMessage("it is not JSON");
  }
}

function deliveryOf(signal: OtlpSignal, request: Request, { raw }: IntakeBody): OtlpDelivery {
  return {
    signal,
    contentType: request.headers.get("content-type") ?? "",
    contentEncoding: request.headers.get("content-encoding") ?? "",
    body: raw,
  };
}
