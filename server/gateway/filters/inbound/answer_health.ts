import type { Filter } from "../../filter.ts";

/** What the public health says. */
export interface AnswerHealthOptions {
  readonly runId: string;
  readonly isHealthy: () => boolean;
}

/** Answers `GET /healthz` on the public port: the only path there that is our own. */
export function answerHealth(options: AnswerHealthOptions): Filter {
  return {
    name: "answer_health",
    phase: "inbound",
    order: 50,
    applies: (context) =>
      context.listener.kind === "public" && context.target?.path === "/healthz" &&
      (context.method === "GET" || context.method === "HEAD"),
    run: () => {
      const up = options.isHealthy();
      return Response.json(
        { runId: options.runId, status: up ? "UP" : "STARTING" },
        { status: up ? 200 : 503 },
      );
    },
  };
}
