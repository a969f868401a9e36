// For k6 itself: 200 requests a second for two seconds, and a summary as one line of JSON.
import http from "k6/http";

export const options = {
  scenarios: {
    steady: {
      exec: "request",
      executor: "constant-arrival-rate",
      rate: 200,
      duration: "2s",
      // A machine that is busy for seconds must not make k6 say that it has too few.
      preAllocatedVUs: 200,
    },
  },
  summaryTrendStats: ["p(99)"],
};

export function request() {
  http.get(__ENV.TARGET);
}

export function handleSummary({ metrics }) {
  const { http_reqs, http_req_failed, iterations } = metrics;
  const summary = {
    requests: http_reqs.values.count,
    failed: http_req_failed.values.passes,
    iterations: iterations.values.count,
  };
  return { stdout: `${JSON.stringify(summary)}\n` };
}
