import { runService } from "@netops/core/service";

/** A process of ours for tests: says hello, answers `/slow` late, and builds as long as it is told. */
await runService(async ({ boot, host, logger, metrics }) => {
  const entered = Promise.withResolvers<void>();
  metrics.counter("test_requests_total", "Requests").add(0);
  await host.timer.sleep(Number(boot.config["buildMs"] ?? 0));
  return {
    register: false,
    handler: async (request) => {
      const path = new URL(request.url).pathname;
      if (path === "/entered") await entered.promise;
      if (path !== "/slow") return new Response("hello");
      entered.resolve();
      await host.timer.sleep(400);
      return new Response("done");
    },
    stop: () => Promise.resolve(logger.log("info", "stopped in order")),
  };
});
