import { NetopsError } from "@netops/core";
import { resolve } from "node:path";

/** Outputs of k6 for an order: what `-o` takes, and the environment that says where to. */
export interface K6Exports {
  readonly exports: readonly string[];
  readonly env: Readonly<Record<string, string>>;
}

/**
 * Reads `KIND=WHERE`: json=FILE, csv=FILE, otlp=URL (OTLP over HTTP), prometheus=URL (remote write).
 *
 * @throws {NetopsError} USAGE
 */
export function readExports(words: readonly string[], cwd: string): K6Exports {
  const read = words.map((word) => readExport(word, cwd));
  return {
    exports: read.flatMap(({ exports }) => exports),
    env: Object.assign({}, ...read.map(({ env }) => env)),
  };
}

function readExport(word: string, cwd: string): K6Exports {
  const [, kind = "", where = ""] = /^([a-z]+)=(.+)$/.exec(word) ?? [];
  if (kind === "json" || kind === "csv") {
    return { exports: [`${kind}=${resolve(cwd, where)}`], env: {} };
  }
  const url = kind === "otlp" || kind === "prometheus" ? parseUrl(where) : undefined;
  if (url === undefined) {
    throw new NetopsError("USAGE", `Cannot read --export "${word}" as KIND=WHERE`, {
      fix: "json=FILE, csv=FILE, otlp=URL or prometheus=URL",
    });
  }
  return kind === "otlp" ? otlpTo(url) : prometheusTo(url);
}

/** Source: k6's outputs opentelemetry and experimental-prometheus-rw. */
function otlpTo(url: URL): K6Exports {
  return {
    exports: ["opentelemetry"],
    env: {
      K6_OTEL_EXPORTER_PROTOCOL: "http/protobuf",
      K6_OTEL_HTTP_EXPORTER_ENDPOINT: url.host,
      K6_OTEL_HTTP_EXPORTER_INSECURE: String(url.protocol === "http:"),
      K6_OTEL_EXPORT_INTERVAL: "1s",
      ...(url.pathname === "/" ? {} : { K6_OTEL_HTTP_EXPORTER_URL_PATH: url.pathname }),
    },
  };
}

function prometheusTo(url: URL): K6Exports {
  return {
    exports: ["experimental-prometheus-rw"],
    env: {
      K6_PROMETHEUS_RW_SERVER_URL: url.href,
      K6_PROMETHEUS_RW_PUSH_INTERVAL: "1s",
      K6_PROMETHEUS_RW_TREND_STATS: "p(50),p(95),p(99),min,max",
    },
  };
}

function parseUrl(text: string): URL | undefined {
  const url = URL.parse(text);
  return url !== null && /^https?:$/.test(url.protocol) ? url : undefined;
}
