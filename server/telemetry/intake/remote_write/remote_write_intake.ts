import type { Clock } from "@netops/core";
import type { DropCounter, SampleSink } from "../sinks.ts";
import { type BodyProblem, type ByteBudget, withBody } from "../wire/intake_body.ts";
import { MalformedMessage } from "../wire/proto_reader.ts";
import { unsnap } from "../wire/snappy.ts";
import { RemoteWriter } from "./remote_writer.ts";

/** What the intake is made of. */
export interface RemoteWriteOptions {
  readonly sink: SampleSink;
  readonly clock: Clock;
  readonly onDrop: DropCounter;
  readonly budget: ByteBudget;
  /** Of a request, packed and plain; 16 MB. */
  readonly mostBytes?: number;
}

const MOST_BYTES = 16_000_000;
const TYPE = /^application\/x-protobuf\s*(;\s*proto=prometheus\.WriteRequest\s*)?$/i;

/**
 * Takes Prometheus remote write 1.0.
 *
 * Senders send again what is answered with 5xx or 429, and nothing else; so 503 is for want of room, and a
 * request of which something was refused is 400 after the rest was written. Source: Prometheus remote write 1.0.
 */
export class RemoteWriteIntake {
  readonly #options: RemoteWriteOptions;
  readonly #writer: RemoteWriter;

  /** Begins with nothing known of any series. */
  constructor(options: RemoteWriteOptions) {
    this.#options = options;
    this.#writer = new RemoteWriter(options);
  }

  /** Answers `POST /api/v1/write`; never throws for what a body holds. */
  async handle(request: Request): Promise<Response> {
    if (request.method !== "POST") {
      return text(405, "Only POST is known", { headers: { allow: "POST" } });
    }
    if (!TYPE.test(request.headers.get("content-type") ?? "")) {
      return text(415, "Cannot take a body that is not application/x-protobuf of remote write 1.0");
    }
    if ((request.headers.get("content-encoding") ?? "snappy").toLowerCase() !== "snappy") {
      return text(415, "Cannot take an encoding that is not snappy");
    }
    const { sink, budget, mostBytes = MOST_BYTES } = this.#options;
    if (sink.isFull?.()) return this.#refuse("busy");
    return await withBody(request, { budget, mostBytes }, (body) => {
      return typeof body === "string" ? this.#refuse(body) : this.#take(body.bytes, mostBytes);
    });
  }

  #take(packed: Uint8Array<ArrayBuffer>, mostBytes: number): Response {
    try {
      const plain = unsnap(packed, mostBytes);
      const { rejected, reason } = this.#writer.write(plain, this.#options.clock.nowMs());
      return rejected === 0
        ? new Response(null, { status: 204 })
        : text(400, `Refused ${rejected} samples, the first as ${reason}; the others were taken`);
    } catch (thrown) {
      if (!(thrown instanceof MalformedMessage)) throw thrown;
      this.#options.onDrop("remote_write", "malformed", 1);
      return text(400, `Cannot read the body: ${thrown.message}`);
    }
  }

  #refuse(problem: BodyProblem): Response {
    this.#options.onDrop("remote_write", problem, 1);
    return problem === "busy"
      ? text(503, "Cannot take more now", { headers: { "retry-after": "1" } })
      : text(413, "Cannot take a body of this size");
  }
}

function text(
  status: number,
  message: string,
  options: { readonly headers?: Record<string, string> } = {},
): Response {
  return new Response(`${message}\n`, {
    status,
    headers: { "content-type": "text/plain; charset=utf-8", ...options.headers },
  });
}
