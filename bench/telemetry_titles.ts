/**
 * A small Hono service: a title as JSON. Run alone it is what a user writes, with Deno's built-in OpenTelemetry
 * where the environment says so: `deno run --allow-net bench/telemetry_titles.ts PORT`.
 */
import { Hono } from "hono";

const TITLES = Array.from({ length: 100 }, (_, at) => ({
  id: `title-${at}`,
  name: `The ${at}th title`,
  minutes: 80 + at,
  genres: ["drama", "comedy", "crime"].slice(at % 3),
}));

/** Adds the route to an app. */
export function createTitles(app: Hono): Hono {
  app.get("/titles/:id", (context) => {
    const id = Number(context.req.param("id"));
    return context.json({ title: TITLES[id % TITLES.length], askedAtMs: Date.now() });
  });
  return app;
}

if (import.meta.main) {
  const app = createTitles(new Hono());
  const port = Number(Deno.args[0]);
  Deno.serve({ hostname: "127.0.0.1", port, onListen() {} }, (request) => app.fetch(request));
}
