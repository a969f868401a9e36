/** Where the gateway is asked, and where the script will stand. */
export interface LoadScriptOptions {
  readonly path: string;
  readonly file: string;
}

/** A k6 script for a service behind the gateway, as `load init` writes it. */
export function loadScript(app: string, { path, file }: LoadScriptOptions): string {
  return `// A load of ${app} for k6. Run it with: netops load run ${file} --rate 20 --for 30s
// netops sets GATEWAY to the address of the gateway, RATE to --rate and FOR to --for.
import http from "k6/http";
import { check } from "k6";

const RATE = Number(__ENV.RATE || 20);

export const options = {
  scenarios: {
    ${quoted(app)}: {
      // Starts at a constant rate, whatever became of those before: a slow service cannot hide.
      executor: "constant-arrival-rate",
      rate: RATE,
      timeUnit: "1s",
      duration: __ENV.FOR || "30s",
      preAllocatedVUs: Math.ceil(RATE * 2),
      maxVUs: Math.ceil(RATE * 10),
    },
  },
  thresholds: {
    http_req_failed: ["rate<0.01"],
    http_req_duration: ["p(95)<500"],
    checks: ["rate>0.99"],
  },
};

export default function () {
  const answer = http.get(\`\${__ENV.GATEWAY}${path}\`, { tags: { name: ${quoted(path)} } });
  check(answer, { "it answers 200": ({ status }) => status === 200 });
}
`;
}

function quoted(text: string): string {
  return JSON.stringify(text);
}
