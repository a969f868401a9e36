import protobuf from "protobufjs";

/** A series to send: labels with `__name__`, and values where `"stale"` says that it ended. */
export interface WrittenSeries {
  readonly labels: Readonly<Record<string, string>>;
  readonly samples: readonly { readonly timeMs: number; readonly value: number | "stale" }[];
}

/** Sends series by Prometheus' remote write 1.0. */
export async function remoteWrite(url: string, series: readonly WrittenSeries[]): Promise<void> {
  await postRemoteWrite(url, encodeRemoteWrite(series));
}

/** Writes series as the body of a remote write: protobuf, in snappy's block format. */
export function encodeRemoteWrite(series: readonly WrittenSeries[]): Uint8Array<ArrayBuffer> {
  return snappy(writeRequest(series));
}

/** Sends a body that is written already. @throws {Error} when it is not taken as a whole. */
export async function postRemoteWrite(url: string, body: Uint8Array<ArrayBuffer>): Promise<void> {
  const response = await fetch(`${url}/api/v1/write`, {
    method: "POST",
    headers: {
      "content-type": "application/x-protobuf",
      "content-encoding": "snappy",
      "x-prometheus-remote-write-version": "0.1.0",
    },
    body,
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`remote write: ${response.status} ${text}`);
}

/** A `WriteRequest`: series 1, labels 1 (name 1, value 2), samples 2 (value 1, time 2). */
function writeRequest(series: readonly WrittenSeries[]): Uint8Array {
  const writer = protobuf.Writer.create();
  for (const { labels, samples } of series) {
    writer.uint32(10).fork();
    for (const [name, value] of Object.entries(labels).sort(([a], [b]) => a < b ? -1 : 1)) {
      writer.uint32(10).fork().uint32(10).string(name).uint32(18).string(value).ldelim();
    }
    for (const { timeMs, value } of samples) {
      const [low, high] = bitsOf(value);
      writer.uint32(18).fork().uint32(9).fixed32(low).fixed32(high);
      writer.uint32(16).int64(timeMs).ldelim();
    }
    writer.ldelim();
  }
  return writer.finish();
}

/** The two halves of a double; a stale marker is a NaN of its own, which a number would lose. */
function bitsOf(value: number | "stale"): readonly [number, number] {
  if (value === "stale") return [0x00000002, 0x7ff00000];
  const view = new DataView(new ArrayBuffer(8));
  view.setFloat64(0, value, true);
  return [view.getUint32(0, true), view.getUint32(4, true)];
}

const LARGEST_LITERAL = 65_536;

/** Snappy's block format without compression: the length, then literals. */
function snappy(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  const parts: Uint8Array[] = [protobuf.Writer.create().uint32(bytes.length).finish()];
  for (let at = 0; at < bytes.length; at += LARGEST_LITERAL) {
    const literal = bytes.subarray(at, at + LARGEST_LITERAL);
    const last = literal.length - 1;
    parts.push(Uint8Array.of(61 << 2, last & 255, last >> 8), literal);
  }
  const packed = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let end = 0;
  for (const part of parts) {
    packed.set(part, end);
    end += part.length;
  }
  return packed;
}
