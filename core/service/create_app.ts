import { Hono } from "hono";
import { NetopsError, toNetopsError } from "../errors/netops_error.ts";
import type { Logger } from "../ports/logger.ts";
import { problemResponse } from "../errors/problem.ts";

/**
 * Makes a Hono app whose errors and unknown paths are problem documents; with a logger, errors of our
 * own are logged with their stack.
 */
export function createApp(logger?: Logger): Hono {
  const app = new Hono();
  app.onError((thrown, context) => {
    const error = toNetopsError(thrown);
    if (error.code === "BUG") {
      logger?.log("error", error.message, { path: context.req.path, cause: thrown.stack });
    }
    return problemResponse(error);
  });
  app.notFound((context) =>
    problemResponse(
      new NetopsError("NOT_FOUND", `Cannot find ${context.req.method} ${context.req.path}`),
    )
  );
  return app;
}
