import { Hono } from "hono";
import { NetopsError, toNetopsError } from "../errors/netops_error.ts";
import { problemResponse } from "../errors/problem.ts";

/** Makes a Hono app whose errors and unknown paths are problem documents. */
export function createApp(): Hono {
  const app = new Hono();
  app.onError((thrown) => problemResponse(toNetopsError(thrown)));
  app.notFound((context) =>
    problemResponse(
      new NetopsError("NOT_FOUND", `Cannot find ${context.req.method} ${context.req.path}`),
    )
  );
  return app;
}
