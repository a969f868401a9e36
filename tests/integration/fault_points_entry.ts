import { openDatabase, openEventLog, openPlatformCalls, runService } from "@netops/core/service";

/**
 * A process of ours for tests that needs others: `/kv` counts in its database, `/call?app=` asks an app,
 * `/send?value=` sends an event, and `/received` tells what came back by the log.
 */
await runService(async (context) => {
  const kv = await openDatabase(context);
  const calls = openPlatformCalls(context);
  const log = openEventLog(context, calls);
  const producer = log.producer();
  const consumer = log.consumer({ topics: ["test"], fromBeginning: true });
  const received: string[] = [];
  consumer.run(async ({ message }) => {
    await kv.get(["count"]);
    received.push(message.value);
  });
  const routes: Record<string, (query: URLSearchParams) => Promise<Response>> = {
    "/kv": async () => {
      const { value } = await kv.get<number>(["count"]);
      await kv.atomic().set(["count"], (value ?? 0) + 1).commit();
      return Response.json((value ?? 0) + 1);
    },
    "/call": async (query) =>
      await calls.caller.call(query.get("app") ?? "", { method: "GET", path: "/who" }),
    "/send": async (query) => {
      const messages = [{ key: "k", value: query.get("value") ?? "" }];
      await producer.send({ topic: "test", messages });
      return Response.json(true);
    },
    "/received": () => Promise.resolve(Response.json(received)),
  };
  return {
    handler: async (request) => {
      const { pathname, searchParams } = new URL(request.url);
      return await routes[pathname]?.(searchParams) ?? new Response(null, { status: 404 });
    },
    stop: async () => {
      await Promise.all([consumer.close(), producer.close()]);
      calls.close();
      kv.close();
    },
  };
});
