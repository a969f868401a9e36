import { EVENT_LOG_LIMITS, logMessageBytes, NetopsError } from "@netops/core";
import type { Logger, Timer } from "@netops/core";
import type { SendRequest } from "@netops/core/contracts";
import { createApp, readJson, requireToken } from "@netops/core/service";
import type { Context, Hono } from "hono";
import { keyOf } from "./assign_partitions.ts";
import { fetchMessages, NOTHING_FETCHED } from "./fetch_messages.ts";
import { type GroupBoard, groupKey, type MemberAddress } from "./group_board.ts";
import { heldAnswer } from "./held_answer.ts";
import { readFetch, readName, readTime } from "./read_fetch.ts";
import type { Store } from "./store.ts";
import type { TopicLog } from "./topic_log.ts";
import type { WaitBoard } from "./wait_board.ts";

/** What the skin works with. */
export interface EventsAppOptions {
  readonly store: Store;
  readonly log: TopicLog;
  readonly groups: GroupBoard;
  readonly board: WaitBoard;
  readonly timer: Timer;
  readonly logger: Logger;
  readonly token: string;
  /** Ends what is held when it aborts. */
  readonly signal: AbortSignal;
}

/** JSON around messages: escapes make a byte six at the most, and few are escaped. */
const MOST_BODY_BYTES = 4 * EVENT_LOG_LIMITS.batchBytes;

/** Makes the routes of the log; every one needs the run's token. */
export function createEventsApp(options: EventsAppOptions): Hono {
  const app = createApp(options.logger);
  app.use("*", async (context, next) => {
    requireToken(context.req.raw.headers, options.token);
    await next();
  });
  addTopicRoutes(app, options);
  addMemberRoutes(app, options);
  addGroupRoutes(app, options);
  return app;
}

function addTopicRoutes(app: Hono, options: EventsAppOptions): void {
  const { log, store, board, timer, signal } = options;
  const topicOf = (context: Context) => readName(context.req.param("topic") ?? "");
  app.get("/topics", (context) => context.json({ topics: log.topics() }));
  app.get("/topics/:topic", (context) => context.json(log.topic(topicOf(context))));
  app.put("/topics/:topic", async (context) => {
    const { TOPIC } = await import("./schema.ts");
    const request = await readJson(context.req.raw, TOPIC);
    return context.json(await log.ensure(topicOf(context), request));
  });
  app.get("/topics/:topic/offsets", (context) => {
    const atMs = readTime(new URL(context.req.url).searchParams, "atMs");
    return context.json({ offsets: log.offsetsAt(topicOf(context), atMs) });
  });
  app.post("/messages", async (context) => {
    const { SEND } = await import("./schema.ts");
    const request = await readJson(context.req.raw, SEND, { mostBytes: MOST_BODY_BYTES });
    checkSizes(request);
    return context.json(await log.send(request));
  });
  app.get("/fetch", (context) => {
    const { waitMs, ...request } = readFetch(new URL(context.req.url).searchParams);
    return heldAnswer({
      look: () => fetchMessages(store, request),
      last: () => NOTHING_FETCHED,
      keys: request.positions.map(keyOf),
      ...{ waitMs, board, timer, signal },
    });
  });
}

function addMemberRoutes(app: Hono, options: EventsAppOptions): void {
  const { groups, board, timer, signal } = options;
  const path = "/groups/:group/members/:member";
  app.put(path, async (context) => {
    const { JOIN } = await import("./schema.ts");
    const { topics } = await readJson(context.req.raw, JOIN);
    return context.json(await groups.join(addressOf(context), topics));
  });
  app.delete(path, async (context) => {
    await groups.leave(addressOf(context));
    return context.body(null, 204);
  });
  app.post(`${path}/beats`, async (context) => {
    const { BEAT } = await import("./schema.ts");
    const address = addressOf(context);
    const beat = await readJson(context.req.raw, BEAT, { mostBytes: EVENT_LOG_LIMITS.batchBytes });
    groups.beat(address, beat);
    const view = () => JSON.stringify(groups.view(address));
    return heldAnswer({
      look: () => groups.view(address).revision === beat.revision ? undefined : view(),
      last: view,
      keys: [groupKey(address.group)],
      ...{ waitMs: beat.waitMs, board, timer, signal },
    });
  });
  app.post(`${path}/commits`, async (context) => {
    const { COMMIT } = await import("./schema.ts");
    const address = addressOf(context);
    const mostBytes = EVENT_LOG_LIMITS.batchBytes;
    await groups.commit(address, await readJson(context.req.raw, COMMIT, { mostBytes }));
    return context.body(null, 204);
  });
}

function addGroupRoutes(app: Hono, { groups }: EventsAppOptions): void {
  const groupOf = (context: Context) => readName(context.req.param("group") ?? "");
  app.get("/groups", (context) => context.json({ groups: groups.views() }));
  app.get("/groups/:group", (context) => context.json(groups.describe(groupOf(context))));
  app.post("/groups/:group/reset", async (context) => {
    const { RESET } = await import("./schema.ts");
    await groups.reset(groupOf(context), await readJson(context.req.raw, RESET));
    return context.body(null, 204);
  });
}

function addressOf(context: Context): MemberAddress {
  return {
    group: readName(context.req.param("group") ?? ""),
    member: readName(context.req.param("member") ?? ""),
  };
}

/** @throws {NetopsError} TOO_LARGE */
function checkSizes({ batches }: SendRequest): void {
  const messages = batches.flatMap((batch) => batch.messages);
  const sizes = messages.map(logMessageBytes);
  const { messageBytes, batchBytes, batchMessages } = EVENT_LOG_LIMITS;
  const isTooLarge = messages.length > batchMessages ||
    sizes.some((size) => size > messageBytes) ||
    sizes.reduce((sum, size) => sum + size, 0) > batchBytes;
  if (isTooLarge) throw new NetopsError("TOO_LARGE", "Cannot append so much in one request");
}
