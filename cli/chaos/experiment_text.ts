import { formatDurationMs } from "./format_duration.ts";

/** What a new experiment is about. */
export interface ExperimentWishes {
  readonly app: string;
  readonly fault: string;
  readonly durationMs: number;
  /** What callers ask the app for. */
  readonly path: string;
  /** The status that they get when all is well. */
  readonly status: number;
}

/** Parameters that make a kind felt; other kinds have good defaults. */
const PARAMETERS: Readonly<Record<string, string>> = {
  latency: "{ delayMs: 500, jitterMs: 100 }",
  abort: "{ status: 503 }",
};

/** Writes an experiment with comments; every value is quoted so that YAML takes it as it is. */
export function experimentText(wishes: ExperimentWishes): string {
  const { app, fault, durationMs, path, status } = wishes;
  const quoted = (text: string) => JSON.stringify(text);
  const seconds = Math.ceil(durationMs / 1_000);
  return `# An experiment in the open format of the Chaos Toolkit, with a fault of netops in it.
#   netops chaos lint FILE     every mistake with its place
#   netops chaos run FILE      exit 0 only when the steady state held and every undo was seen
title: ${quoted(`${app} goes on with ${fault} on one instance`)}
description: Says what should hold although one instance is in trouble.
tags: [service]

# Values that --var NAME=VALUE sets anew; \${NAME} stands for them below.
configuration:
  gateway: { type: env, key: NETOPS_GATEWAY_URL }
  app: ${quoted(app)}

# What must be true before, while and after the method runs.
steady-state-hypothesis:
  title: callers get an answer through the gateway
  probes:
    - type: probe
      name: the service answers
      # The status that callers get when all is well. Others: { type: range, target: status, range: [200, 299] }
      tolerance: ${status}
      provider:
        type: http
        url: ${quoted(`\${gateway}/\${app}${path}`)}
        # Each time by whichever gateway takes it, which prefers the instance in its own zone.
        headers: { connection: close }
        timeout: 3

# What happens. The fault ends by itself, whatever dies meanwhile.
method:
  - type: action
    name: ${quoted(`${fault} on one instance`)}
    provider:
      type: netops
      # Others: netops chaos list. Its parameters: netops chaos show ${fault}
      fault: ${quoted(fault)}
      target: \${app}
      # One instance is hit; count: N or percent: P would hit more. The last healthy one is always spared.
      duration: ${formatDurationMs(durationMs)}
${parametersLine(fault)}    # Time for the checks beside it, in seconds.
    pauses: { after: ${seconds} }

# Nothing to roll back: netops undoes its faults itself, and looks until nothing of them is left.
rollbacks: []

# Checked all the time, and not only before and after; often enough to meet the one instance.
runtime:
  hypothesis: { strategy: continuously, frequency: 0.1 }

netops:
  # How long the steady state may take to come back after the fault.
  recovery: { within: 30s }
`;
}

function parametersLine(fault: string): string {
  const parameters = PARAMETERS[fault];
  return parameters === undefined ? "" : `      parameters: ${parameters}\n`;
}
