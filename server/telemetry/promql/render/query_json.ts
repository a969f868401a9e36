import type { MatrixSeries, QueryData, QueryOutcome } from "../evaluate/query_data.ts";
import type { PromqlError, PromqlErrorType } from "../language/promql_error.ts";
import { formatNumber } from "./format_number.ts";

/** `[seconds, "value"]`. */
export type JsonSample = readonly [number, string];

/** The `data` of an answer of Prometheus' `query` and `query_range`. */
export interface QueryDataJson {
  readonly resultType: QueryData["resultType"];
  readonly result: unknown;
}

/** An answer of Prometheus' HTTP API. */
export interface QueryAnswer {
  readonly status: number;
  readonly body: {
    readonly status: "success" | "error";
    readonly data?: QueryDataJson;
    readonly errorType?: PromqlErrorType;
    readonly error?: string;
    readonly warnings?: readonly string[];
    readonly infos?: readonly string[];
  };
}

const STATUS_OF: Readonly<Record<PromqlErrorType, number>> = {
  bad_data: 400,
  execution: 422,
  canceled: 499,
  timeout: 503,
};

/** Writes an outcome as Prometheus' HTTP API answers it. Source: Prometheus 3, HTTP API. */
export function outcomeAnswer(outcome: QueryOutcome): QueryAnswer {
  if ("error" in outcome) return errorAnswer(outcome.error); // as Prometheus, which then says no more
  const { warnings, infos } = outcome;
  return {
    status: 200,
    body: {
      status: "success",
      data: dataJson(outcome.data),
      ...(warnings.length > 0 ? { warnings } : {}),
      ...(infos.length > 0 ? { infos } : {}),
    },
  };
}

/** Writes a failure; that of a parse names the parameter that held the text. */
export function errorAnswer(error: PromqlError, parameter = "query"): QueryAnswer {
  const isParse = error.offset !== undefined;
  const text = isParse ? `invalid parameter "${parameter}": ${error.message}` : error.message;
  const body = { status: "error", errorType: error.errorType, error: text } as const;
  return { status: STATUS_OF[error.errorType], body };
}

/** Writes a result: times in seconds, values as texts. */
export function dataJson(data: QueryData): QueryDataJson {
  switch (data.resultType) {
    case "vector": {
      const seconds = data.timeMs / 1000;
      const result = data.result.map(({ labels, value }) => ({
        metric: labels.toJSON(),
        value: [seconds, formatNumber(value)],
      }));
      return { resultType: data.resultType, result };
    }
    case "matrix": {
      const result = data.result.map((series) => ({
        metric: series.labels.toJSON(),
        values: samplesOf(series),
      }));
      return { resultType: data.resultType, result };
    }
    case "scalar":
      return {
        resultType: data.resultType,
        result: [data.timeMs / 1000, formatNumber(data.result)],
      };
    case "string":
      return { resultType: data.resultType, result: [data.timeMs / 1000, data.result] };
  }
}

function samplesOf({ timestampsMs, values }: MatrixSeries): JsonSample[] {
  return Array.from(
    timestampsMs,
    (timeMs, at) => [timeMs / 1000, formatNumber(values[at] as number)] as const,
  );
}
