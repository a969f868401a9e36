import { ProtoWriter } from "../wire/proto_writer.ts";

/** The two encodings of OTLP/HTTP. */
export type OtlpEncoding = "json" | "protobuf";

/** The three signals, as their paths have them. */
export type OtlpSignal = "traces" | "metrics" | "logs";

/** Codes of google.rpc.Code that are answered. */
export const RPC_CODES = { 400: 3, 405: 12, 413: 8, 415: 3, 503: 14 } as const;

const TYPES = { json: "application/json", protobuf: "application/x-protobuf" } as const;

/** What the count of the rejected is called in JSON. */
const REJECTED = {
  traces: "rejectedSpans",
  metrics: "rejectedDataPoints",
  logs: "rejectedLogRecords",
} as const;

/** Tells the encoding by a content type; undefined for any other. */
export function encodingOf(contentType: string | null): OtlpEncoding | undefined {
  const type = (contentType ?? "").split(";", 1)[0]?.trim().toLowerCase();
  if (type === TYPES.json) return "json";
  return type === TYPES.protobuf ? "protobuf" : undefined;
}

/** Answers what was taken. Source: OTLP 1.x, Export…ServiceResponse with partial success. */
export function otlpSuccess(
  encoding: OtlpEncoding,
  signal: OtlpSignal,
  partial: { readonly rejected: number; readonly message: string },
): Response {
  const { rejected, message } = partial;
  const isWhole = rejected === 0 && message === "";
  if (encoding === "json") {
    const said = { [REJECTED[signal]]: String(rejected), errorMessage: message };
    return answer(200, encoding, JSON.stringify(isWhole ? {} : { partialSuccess: said }));
  }
  const inner = new ProtoWriter().varint(1, rejected).string(2, message);
  const body = isWhole ? new ProtoWriter() : new ProtoWriter().message(1, inner);
  return answer(200, encoding, body.bytes());
}

/** Answers a problem as google.rpc.Status. Source: OTLP 1.x, OTLP/HTTP response. */
export function otlpFailure(
  encoding: OtlpEncoding,
  status: keyof typeof RPC_CODES,
  message: string,
): Response {
  const code = RPC_CODES[status];
  const body = encoding === "json"
    ? JSON.stringify({ code, message })
    : new ProtoWriter().varint(1, code).string(2, message).bytes();
  const response = answer(status, encoding, body);
  if (status === 503) response.headers.set("retry-after", "1");
  if (status === 405) response.headers.set("allow", "POST");
  return response;
}

function answer(status: number, encoding: OtlpEncoding, body: BodyInit): Response {
  return new Response(body, { status, headers: { "content-type": TYPES[encoding] } });
}
