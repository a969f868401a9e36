import assert from "node:assert/strict";
import { renderLoadHtml } from "./load_html.ts";
import type { LoadReport } from "./load_report.ts";
import { inconclusiveReport, scriptReport, streamReport } from "./report_fixture.ts";

const HOSTILE = `<script>alert("x")</script>`;

Deno.test("the page says the verdict and its reason before anything else", () => {
  const page = renderLoadHtml(streamReport());
  const body = page.slice(page.indexOf("<body>"));
  assert.match(
    body,
    /^<body>\n<header class="verdict failed"><h1><strong>.*Failed:<\/strong> startup p95 was 2\.24 s/,
  );
  assert.ok(body.indexOf('id="thresholds"') < body.indexOf('id="time"'));
});

Deno.test("a threshold shows its limit, what was measured and what came of it in words", () => {
  const page = renderLoadHtml(streamReport());
  assert.match(
    page,
    /startup, p95 <br><code>startup_<wbr>ms p\(95\)&lt;1000<\/code><\/td><td>below 1 s<\/td><td class="number">2\.24\u00a0s<\/td><td class="outcome bad">✗ failed/,
  );
  assert.match(
    renderLoadHtml(inconclusiveReport()),
    /recovery_<wbr>ms[^\n]*not measured[^\n]*\? unknown/,
  );
});

Deno.test("the page loads nothing and runs nothing", () => {
  for (const report of [streamReport(), scriptReport(), inconclusiveReport()]) {
    const page = renderLoadHtml(report);
    assert.match(
      page,
      /Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'/,
    );
    assert.doesNotMatch(page, /<script|<img|<link|@import|\ssrc=/);
    assert.doesNotMatch(page, /(src|href)=["']https?:\/\/(?!127\.)/);
  }
});

Deno.test("what strangers wrote is never markup, wherever it stands", () => {
  const page = renderLoadHtml(hostileReport());
  assert.doesNotMatch(page, /<script/i);
  assert.ok(page.split("&lt;script&gt;").length > 12, "every hostile text is shown");
});

Deno.test("every chart has its numbers as a table", () => {
  const page = renderLoadHtml(streamReport());
  const charts = [...page.matchAll(/<figure><h3>([^<]+)<\/h3>/g)].map(([, title]) => title);
  assert.deepEqual(charts, [
    ...["What happened to the platform", "SPS attempted and achieved", "Startup p50, p95 and p99"],
    ...["Stalls and failovers", "Throughput per OCA", "Requests and failed requests"],
    "Sessions at once",
  ]);
  for (const title of charts.slice(1)) {
    assert.ok(page.includes(`<details><summary>Numbers: ${title}</summary>`), title);
  }
  assert.match(
    page,
    /<td>\+21 s<\/td><td class="number">20<\/td><td class="number">18<\/td><td class="number">2<\/td>/,
  );
});

Deno.test("an event has the same number in the drawing, on the charts and in its table", () => {
  const page = renderLoadHtml(streamReport());
  assert.match(page, /<title>2: hang on c001\.fra001\.isp-a \(1 target\), \+20 s<\/title>/);
  assert.match(page, /<tr><td>2<\/td><td>\+20 s<\/td><td>15 s<\/td><td>chaos<\/td><td>hang on/);
  assert.equal(
    page.match(/<text class="band-number"[^>]*>2</g)?.length,
    12,
    "6 charts, wide and slim",
  );
});

Deno.test("traces are linked only where this machine's platform is known to answer", () => {
  const link = "http://127.0.0.1:7700/ops?tab=traces&amp;trace=9f2c41aa03d94c55a1b2c3d4e5f60718";
  assert.ok(renderLoadHtml(streamReport()).includes(`href="${link}"`));
  for (
    const opsUrl of ["https://example.com", "javascript:alert(1)", "http://127.0.0.1.example.com"]
  ) {
    assert.doesNotMatch(renderLoadHtml({ ...streamReport(), opsUrl }), /<a /);
  }
  const { opsUrl: _, ...unknown } = streamReport();
  assert.match(renderLoadHtml(unknown), /<code>9f2c41aa03d9<\/code>/);
});

Deno.test("a script's page leaves out what concerns viewers, and speaks of iterations", () => {
  const page = renderLoadHtml(scriptReport());
  const text = page.slice(page.indexOf("<body>"));
  assert.doesNotMatch(text, /startup|stall|failover|bitrate|SPS|OCA</i);
  assert.match(text, /<dt>iterations per second<\/dt><dd>41\.2<\/dd>/);
  assert.match(text, /Each named request of the script/);
});

Deno.test("what was not measured is said to be so, never a zero", () => {
  const nothing = { p50: null, p95: null, p99: null };
  const page = renderLoadHtml({
    ...streamReport(),
    ...{ startupMs: nothing, stalledRatio: null, recoveryMs: nothing, generator: null },
  });
  assert.match(page, /<dt>startup p95<\/dt><dd>not measured<\/dd>/);
  assert.match(page, /<dt>time stalled<\/dt><dd>not measured<\/dd>/);
  assert.match(page, /How the generator fared was not measured/);
});

Deno.test("the engine is named so that nobody takes one for the other", () => {
  assert.match(renderLoadHtml(streamReport()), /<dt>engine<\/dt><dd>k6 1\.8\.1<\/dd>/);
  assert.match(
    renderLoadHtml(inconclusiveReport()),
    /<dt>engine<\/dt><dd>built-in engine 0\.1\.0<\/dd>/,
  );
});

Deno.test("a load without a second, event, error, OCA or step is still a whole page", () => {
  const page = renderLoadHtml({
    ...streamReport(),
    ...{ seconds: [], events: [], errors: [], ocas: [], steps: [], thresholds: [] },
  });
  assert.match(page, /No second of this load was measured/);
  assert.match(page, /Nothing failed/);
  assert.doesNotMatch(page, /NaN|Infinity|undefined/);
});

Deno.test("a load of a day is drawn with at most 240 points, and stays small", () => {
  const report = streamReport();
  const [second] = report.seconds;
  assert.ok(second !== undefined);
  const seconds = Array.from({ length: 86_400 }, (_, at) => ({
    ...second,
    tsMs: report.startedAtMs + at * 1_000,
  }));
  const page = renderLoadHtml({ ...report, seconds, endedAtMs: report.startedAtMs + 86_400_000 });
  assert.match(page, /Each point stands for 10 min; a quantile is that of the worst second in it/);
  assert.ok(page.length < 400_000, `${page.length} letters`);
});

function hostileReport(): LoadReport {
  const whole = streamReport();
  return {
    ...whole,
    ...{ name: HOSTILE, reason: HOSTILE, id: HOSTILE, shape: HOSTILE, engineVersion: HOSTILE },
    thresholds: [{ metric: HOSTILE, limit: HOSTILE, actual: 1, passed: false }],
    seconds: whole.seconds.map((one) => ({ ...one, bytesByOca: { [HOSTILE]: 5 } })),
    ocas: whole.ocas.map((one) => ({ ...one, oca: HOSTILE })),
    shareByOcaRank: { [HOSTILE]: 1 },
    errors: whole.errors.map((one) => ({
      ...one,
      ...{ type: HOSTILE, service: HOSTILE, url: HOSTILE, message: HOSTILE, traceIds: [HOSTILE] },
    })),
    steps: whole.steps.map((one) => ({ ...one, step: HOSTILE, service: HOSTILE })),
    events: whole.events.map((one) => ({
      ...one,
      subject: HOSTILE,
      text: HOSTILE,
      traceId: HOSTILE,
    })),
    companions: whole.companions.map((one) => ({ ...one, name: HOSTILE, outcome: HOSTILE })),
  };
}
