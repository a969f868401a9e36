import { type Logger, NetopsError } from "@netops/core";
import type { TitlePackage } from "@netops/core/contracts";
import { createApp, requireToken } from "@netops/core/service";
import type { Hono } from "hono";
import { answerFile } from "./answer_file.ts";
import type { JobQueue } from "./job_queue.ts";
import { noSuchTitle, type TitleStore } from "./store.ts";
import type { MovieAsk, Uploads } from "./uploads.ts";

/** What the skin works with. */
export interface OriginAppOptions {
  readonly token: string;
  readonly logger: Logger;
  readonly titles: TitleStore;
  readonly queue: JobQueue;
  readonly uploads: Uploads;
  /** Told when a title was removed. */
  readonly onRemoved: (title: TitlePackage) => Promise<void>;
  /** Told how many bytes of files go out. */
  readonly onBytes: (sizeBytes: number) => void;
}

const FILES = "/files/";

/** Makes the routes of origin: all of them are for processes of this run. */
export function createOriginApp(options: OriginAppOptions): Hono {
  const { token, titles, queue, uploads } = options;
  const app = createApp(options.logger);
  app.use(async (context, next) => {
    requireToken(context.req.raw.headers, token);
    await next();
  });
  app.get("/titles", (context) => context.json({ titles: titles.list() }));
  app.get("/titles/:id", (context) => {
    const title = titles.get(context.req.param("id"));
    if (title === undefined) throw noSuchTitle(context.req.param("id"));
    return context.json(title);
  });
  app.delete("/titles/:id", async (context) => {
    const removed = await titles.remove(context.req.param("id"));
    await options.onRemoved(removed);
    return context.json({ titleId: removed.titleId, version: removed.version });
  });
  app.get(`${FILES}*`, (context) => {
    // Compared as it came in: what is not written exactly as in the package is no file.
    const { pathname } = new URL(context.req.url);
    const stored = titles.file(pathname.slice(FILES.length));
    if (stored === undefined) {
      throw new NetopsError("NOT_FOUND", `Cannot find ${pathname.slice(0, 200)}`);
    }
    return answerFile(context.req.raw, stored, options.onBytes);
  });
  app.post("/uploads", async (context) => {
    return context.json(await uploads.take(context.req.raw, askOf(context.req.query())), 202);
  });
  app.get("/jobs", (context) => context.json({ jobs: queue.list() }));
  app.get("/jobs/:id", (context) => context.json(queue.view(context.req.param("id"))));
  app.delete(
    "/jobs/:id",
    async (context) => context.json(await queue.cancel(context.req.param("id"))),
  );
  return app;
}

function askOf(query: Readonly<Record<string, string>>): MovieAsk {
  const { name = "", id, sizeBytes } = query;
  if (sizeBytes !== undefined && !/^\d{1,15}$/.test(sizeBytes)) {
    throw new NetopsError("REQUEST_INVALID", "Cannot read sizeBytes as a number of bytes");
  }
  return { name, id, sizeBytes: sizeBytes === undefined ? undefined : Number(sizeBytes) };
}
