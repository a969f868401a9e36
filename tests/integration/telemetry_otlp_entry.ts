/** A service with Deno's own OpenTelemetry: answers one path, calls itself, says a line; ends with stdin. */
const server = Deno.serve(
  { hostname: "127.0.0.1", port: 0, onListen: ({ port }) => console.log(`port ${port}`) },
  async (request) => {
    if (new URL(request.url).pathname === "/inner") return new Response("inner");
    console.warn("a line of the service");
    const inner = await fetch(new URL("/inner", request.url));
    return new Response(await inner.text());
  },
);
for await (const _ of Deno.stdin.readable);
await server.shutdown();
