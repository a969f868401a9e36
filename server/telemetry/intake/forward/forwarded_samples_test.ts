import assert from "node:assert/strict";
import { FakeTimer } from "@netops/core/testing";
import { LabelSet } from "../../model/label_set.ts";
import { createOtlpRig, NOW_MS } from "../otlp/otlp_intake_rig.ts";
import type { OtlpDelivery } from "../otlp/otlp_intake.ts";
import { RecordingSampleSink } from "../recording_sinks.ts";
import { ForwardedSamples } from "./forwarded_samples.ts";

const labels = LabelSet.of({
  ...{
    __name__: "http_requests_total",
    app: "hello",
    job: "hello",
    instance: "hello-1",
    zone: "z",
  },
});

function world() {
  const timer = new FakeTimer();
  const sink = new RecordingSampleSink();
  const offered: OtlpDelivery[] = [];
  const samples = new ForwardedSamples({
    ...{ sink, timer, clock: timer.clock },
    offer: (delivery) => offered.push(delivery),
  });
  return { timer, sink, offered, samples };
}

Deno.test("each 10 s the last sample of a series is passed on, and a collector reads it by the same name", async () => {
  const { timer, sink, offered, samples } = world();
  const ref = samples.refOf(labels, "t") ?? NaN;
  for (const value of [1, 2, Infinity]) samples.append(ref, NOW_MS + value * 0, value);
  samples.append(ref, NOW_MS + 1_000, 3);
  await timer.advance(10_000);
  assert.equal(sink.samples.length, 4);
  const collector = createOtlpRig();
  for (const { signal, body, contentType } of offered) {
    const answer = await collector.post(signal, body, { "content-type": contentType });
    assert.deepEqual(await answer.json(), {});
  }
  assert.deepEqual(collector.samples.samples, [{
    series: 'http_requests_total{app="hello",instance="hello-1",job="hello",zone="z"}',
    ...{ tsMs: NOW_MS + 1_000, value: 3 },
  }]);
  await timer.advance(10_000);
  assert.equal(offered.length, 1);
  samples.close();
  assert.equal(timer.pendingCount, 0);
});

Deno.test("a series that ended is passed on no more", () => {
  const { offered, samples } = world();
  const ref = samples.refOf(labels, "t") ?? NaN;
  samples.append(ref, NOW_MS, 1);
  samples.appendStale(ref, NOW_MS + 1_000);
  samples.flush();
  assert.deepEqual(offered, []);
  samples.close();
});

Deno.test("many series go in several requests", () => {
  const { offered, samples } = world();
  for (let n = 0; n < 4_500; n++) {
    samples.append(samples.refOf(labels.with({ n: String(n) }), "t") ?? NaN, NOW_MS, n);
  }
  samples.flush();
  assert.equal(offered.length, 3);
  samples.close();
});
