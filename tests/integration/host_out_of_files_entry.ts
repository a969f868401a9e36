/** Serves "ok" until its stdin ends; prints its port. Started by a test with few file descriptors. */
import { createHost } from "@netops/core/host";

const listener = await createHost().httpServer.listen(
  { hostname: "127.0.0.1", port: 0 },
  () => new Response("ok"),
);
console.log(listener.port);
for await (const _chunk of Deno.stdin.readable);
await listener.close(100);
Deno.exit(0);
