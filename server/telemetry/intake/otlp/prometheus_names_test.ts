import assert from "node:assert/strict";
import fc from "fast-check";
import { prometheusLabel, prometheusName } from "./prometheus_names.ts";

/** Names as the documentation of Prometheus and OpenTelemetry has them. */
const NAMES: readonly (readonly [string, string, string, string])[] = [
  ["http.server.request.duration", "s", "histogram", "http_server_request_duration_seconds"],
  ["system.io", "By/s", "gauge", "system_io_bytes_per_second"],
  ["system.disk.io", "By", "counter", "system_disk_io_bytes_total"],
  ["requests.total", "1", "counter", "requests_total"],
  ["requests_total_count", "", "counter", "requests_count_total"],
  ["cpu.utilization", "1", "gauge", "cpu_utilization_ratio"],
  ["duration.seconds", "s", "gauge", "duration_seconds"],
  ["load", "%", "gauge", "load_percent"],
  ["active", "{request}", "gauge", "active"],
  ["jobs", "{job}/s", "gauge", "jobs_per_second"],
  ["2xx", "", "gauge", "_2xx"],
  ["a..b--c", "", "gauge", "a_b_c"],
  ["temp", "Cel", "gauge", "temp_celsius"],
  ["things", "widgets", "gauge", "things_widgets"],
];

Deno.test("prometheusName() names metrics as Prometheus does", () => {
  for (const [name, unit, type, expected] of NAMES) {
    const kind = type === "counter" ? "sum" : type as "gauge" | "histogram";
    const isMonotonic = type === "counter";
    assert.equal(prometheusName({ name, unit, kind, isMonotonic }), expected);
  }
});

Deno.test("prometheusLabel() gives classic names", () => {
  assert.equal(prometheusLabel("http.route"), "http_route");
  assert.equal(prometheusLabel("1st"), "key_1st");
  assert.equal(prometheusLabel("_x"), "key_x");
  assert.equal(prometheusLabel("__x"), "__x");
});

Deno.test("any name with a letter or digit in it becomes a classic one", () => {
  const text = fc.string({ unit: "grapheme" });
  fc.assert(fc.property(text, text, (rest, unit) => {
    const name = prometheusName({ name: `a${rest}`, unit, kind: "sum", isMonotonic: true });
    assert.match(name, /^[a-zA-Z_:][a-zA-Z0-9_:]*_total$/);
    assert.match(prometheusLabel(`a${rest}`), /^[a-zA-Z_][a-zA-Z0-9_]*$/);
  }));
});
