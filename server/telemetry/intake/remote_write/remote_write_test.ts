import assert from "node:assert/strict";
import fc from "fast-check";
import protobuf from "protobufjs";
import { FakeClock } from "@netops/core/testing";
import type { LabelSet } from "../../model/label_set.ts";
import { RecordingSampleSink } from "../recording_sinks.ts";
import { ByteBudget } from "../wire/intake_body.ts";
import { REMOTE_WRITE_PROTO } from "../wire/proto_rig.ts";
import { snapLiterally } from "../wire/snappy_rig.ts";
import { RemoteWriteIntake } from "./remote_write_intake.ts";
import { RemoteWriter } from "./remote_writer.ts";
import { SeriesByBytes } from "./series_by_bytes.ts";

const NOW_MS = 1_700_000_000_000;
const type = protobuf.parse(REMOTE_WRITE_PROTO).root.lookupType("WriteRequest");

type Labels = Record<string, string>;
const labelsOf = (labels: Labels) =>
  Object.entries(labels).map(([name, value]) => ({ name, value }));

function encode(body: object): Uint8Array<ArrayBuffer> {
  return new Uint8Array(type.encode(type.fromObject(body)).finish());
}

const one = (labels: Labels, value = 1, timestamp = NOW_MS) => ({
  labels: labelsOf(labels),
  samples: [{ value, timestamp }],
});

function world(options: { budgetBytes?: number; mostBytes?: number } = {}) {
  const sink = new RecordingSampleSink();
  const drops: string[] = [];
  const intake = new RemoteWriteIntake({
    ...{ sink, clock: new FakeClock(NOW_MS), budget: new ByteBudget(options.budgetBytes ?? 1e8) },
    onDrop: (what, reason, count) => drops.push(`${what} ${reason} ${count}`),
    ...(options.mostBytes === undefined ? {} : { mostBytes: options.mostBytes }),
  });
  const post = (body: Uint8Array<ArrayBuffer>, headers: Record<string, string> = {}) =>
    intake.handle(
      new Request("http://t/", {
        ...{ method: "POST", body },
        headers: {
          ...{ "content-type": "application/x-protobuf", "content-encoding": "snappy" },
          ...headers,
        },
      }),
    );
  const write = (...timeseries: object[]) => post(snapLiterally(encode({ timeseries })));
  return { sink, drops, intake, post, write };
}

Deno.test("samples are written, and a known series costs no question", async () => {
  const { sink, write } = world();
  const labels = { __name__: "k6_reqs_total", job: "k6" };
  assert.equal((await write(one(labels, 1, NOW_MS), one({ __name__: "b" }))).status, 204);
  assert.equal((await write(one(labels, 2.5, NOW_MS + 1))).status, 204);
  assert.deepEqual(sink.samples, [
    { series: 'k6_reqs_total{job="k6"}', tsMs: NOW_MS, value: 1 },
    { series: "b{}", tsMs: NOW_MS, value: 1 },
    { series: 'k6_reqs_total{job="k6"}', tsMs: NOW_MS + 1, value: 2.5 },
  ]);
  assert.deepEqual([sink.asked, sink.commits], [2, 2]);
});

Deno.test("every double and every whole time arrives as it was sent", () => {
  const sample = fc.record({
    value: fc.double(),
    timestamp: fc.integer({ min: -1e15, max: NOW_MS }),
  }, { noNullPrototype: true });
  fc.assert(fc.property(fc.array(sample, { minLength: 1, maxLength: 20 }), (samples) => {
    const sink = new RecordingSampleSink();
    const writer = new RemoteWriter({ sink, onDrop: () => undefined });
    const timeseries = [{ labels: labelsOf({ __name__: "a", é: "ü\u0000" }), samples }];
    writer.write(encode({ timeseries }), NOW_MS);
    assert.deepEqual(
      sink.samples.map(({ value, tsMs }) => ({ value, timestamp: tsMs })),
      samples,
    );
  }));
});

Deno.test("a stale marker ends a series, another NaN does not", async () => {
  const { sink, post } = world();
  const body = encode({ timeseries: [one({ __name__: "a" }, NaN), one({ __name__: "b" }, NaN)] });
  const view = new DataView(body.buffer);
  let at = 0;
  while (view.getUint32(at, true) !== 0 || view.getUint32(at + 4, true) !== 0x7ff80000) at++;
  view.setUint32(at, 2, true);
  view.setUint32(at + 4, 0x7ff00000, true);
  await post(snapLiterally(body));
  assert.deepEqual(sink.samples.map(({ value }) => value), ["stale", NaN]);
});

Deno.test("exemplars and what is said of families arrive", async () => {
  const { sink, post } = world();
  const exemplars = [{ labels: labelsOf({ trace_id: "t1" }), value: 0.5, timestamp: NOW_MS }];
  const metadata = [{ type: 1, metricFamilyName: "a", help: "All", unit: "s" }];
  await post(
    snapLiterally(encode({ timeseries: [{ ...one({ __name__: "a" }), exemplars }], metadata })),
  );
  assert.deepEqual(sink.exemplars, [{ series: "a{}", traceId: "t1", value: 0.5, tsMs: NOW_MS }]);
  assert.deepEqual([...sink.families], [["a", { type: "counter", help: "All", unit: "s" }]]);
});

Deno.test("what is refused is told with 400, which is not sent again, and the rest is taken", async () => {
  const { sink, write, drops } = world();
  sink.refused.add("no");
  const answer = await write(
    one({ __name__: "no" }),
    one({ __name__: "yes" }),
    one({ __name__: "late" }, 1, NOW_MS + 700_000),
    one({ name: "none" }),
    {
      labels: [...labelsOf({ __name__: "twice" }), ...labelsOf({ __name__: "twice" })],
      samples: [{}],
    },
    { ...one({ __name__: "native" }), histograms: [{ sum: 1 }] },
  );
  assert.equal(answer.status, 400);
  assert.match(await answer.text(), /^Refused 5 samples, the first as series_refused; the others/);
  assert.deepEqual(sink.samples.map(({ series }) => series), ["yes{}", "native{}"]);
  assert.deepEqual(drops.sort(), [
    ...["samples native_histogram 1", "samples series_refused 3", "samples too_far_ahead 1"],
  ]);
});

Deno.test("senders that have to wait are told so, and senders of something else too", async () => {
  const { sink, post, intake } = world({ mostBytes: 1_000 });
  const fine = snapLiterally(encode({ timeseries: [one({ __name__: "a" })] }));
  assert.equal((await intake.handle(new Request("http://t/"))).status, 405);
  const version2 = {
    "content-type": "application/x-protobuf;proto=io.prometheus.write.v2.Request",
  };
  assert.equal((await post(fine, version2)).status, 415);
  const version1 = { "content-type": "application/x-protobuf;proto=prometheus.WriteRequest" };
  assert.equal((await post(fine, version1)).status, 204);
  assert.equal((await post(fine, { "content-encoding": "gzip" })).status, 415);
  assert.equal((await post(fine, { "content-type": "text/plain" })).status, 415);
  assert.equal((await post(new Uint8Array(1_001))).status, 413);
  sink.isBusy = true;
  const busy = await post(fine);
  assert.deepEqual([busy.status, busy.headers.get("retry-after")], [503, "1"]);
});

const plain = encode({ timeseries: [one({ __name__: "a", zone: "z" })] });
const HOSTILE: readonly Uint8Array[] = [
  ...[[0xff], [0x0a], [0x0a, 0x7f], [0x07], [0x0b], [0x02, 0x00]].map((list) =>
    new Uint8Array(list)
  ),
  // Labels behind samples, a sample that is a number, a text that is not UTF-8, a number without end.
  new Uint8Array([0x0a, 4, 0x12, 0, 0x0a, 0]),
  new Uint8Array([0x0a, 2, 0x10, 1]),
  new Uint8Array([0x0a, 7, 0x0a, 3, 0x0a, 1, 0xff, 0x12, 0]),
  new Uint8Array([0x0a, 14, 0x12, 12, 0x10, ...Array(11).fill(0xff)]),
  plain.slice(0, -1),
];

Deno.test("a malformed request is 400, and none of its samples stays", async () => {
  const { sink, post, drops } = world();
  for (const bytes of HOSTILE) {
    const body = new Uint8Array([...plain, ...bytes]);
    const { status } = await post(snapLiterally(body));
    assert.equal(status, 400, bytes.join());
  }
  assert.equal((await post(new Uint8Array([0xff]))).status, 400);
  assert.deepEqual(sink.samples, []);
  assert.equal(drops.length, HOSTILE.length + 1);
  assert.equal((await post(snapLiterally(plain))).status, 204);
  assert.equal(sink.samples.length, 1);
});

Deno.test("changed bytes are written or refused, and never more than that", () => {
  const writer = new RemoteWriter({ sink: new RecordingSampleSink(), onDrop: () => undefined });
  fc.assert(
    fc.property(fc.nat(plain.length - 1), fc.nat(255), fc.nat(plain.length), (at, byte, cut) => {
      const bytes = plain.slice();
      bytes[at] = byte;
      try {
        writer.write(bytes.slice(0, cut), NOW_MS);
      } catch (thrown) {
        assert.equal((thrown as Error).name, "MalformedMessage");
      }
    }),
    { numRuns: 3_000 },
  );
});

Deno.test("series that the store forgot are asked for anew", async () => {
  const { sink, write } = world();
  for (let n = 0; n < 3; n++) {
    await write(one({ __name__: "a" }, n, NOW_MS + n));
    sink.forgetAll();
  }
  assert.deepEqual(sink.samples.map(({ value }) => value), [0, 1, 2]);
});

Deno.test("bytes are found again exactly when they are equal, and the oldest are let go", () => {
  const piece = fc.uint8Array({ maxLength: 9 }).map((bytes) => new Uint8Array(bytes));
  const viewOf = (bytes: Uint8Array<ArrayBuffer>) => new DataView(bytes.buffer);
  fc.assert(fc.property(fc.array(piece, { maxLength: 40 }), (pieces) => {
    const known = new SeriesByBytes(100);
    const refs = new Map<string, number>();
    for (const bytes of pieces) {
      const found = known.find(viewOf(bytes), 0, bytes.length);
      assert.equal(found?.ref, refs.get(bytes.join()));
      if (found !== undefined) continue;
      refs.set(bytes.join(), refs.size);
      known.add(bytes, refs.size - 1);
    }
  }));
  const known = new SeriesByBytes(2);
  const pieces = [1, 2, 3, 4, 5].map((n) => new Uint8Array([n]));
  for (const [ref, bytes] of pieces.entries()) {
    known.add(bytes, ref);
    assert.equal(known.find(viewOf(pieces[0]!), 0, 1)?.ref, 0);
  }
  assert.equal(known.find(viewOf(pieces[1]!), 0, 1), undefined);
});

Deno.test("series belong to the job and instance they are about, so that none takes the room of others", async () => {
  const { sink, write } = world();
  const owners: string[] = [];
  const refOf = sink.refOf.bind(sink);
  sink.refOf = (labels: LabelSet, owner = "nobody") => {
    owners.push(owner);
    return refOf(labels);
  };
  const labels = { __name__: "up", instance: "shop-1", job: "shop" };
  await write(one(labels), one({ ...labels, instance: "shop-2" }), one({ __name__: "k6_vus" }));
  assert.deepEqual(owners, [
    "remote_write/shop/shop-1",
    "remote_write/shop/shop-2",
    "remote_write//",
  ]);
});
