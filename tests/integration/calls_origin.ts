/** A service that answers who it is. Run: `deno run --allow-net=127.0.0.1 calls_origin.ts PORT ID`. */
const [port = "0", id = "?"] = Deno.args;
Deno.serve(
  { hostname: "127.0.0.1", port: Number(port), onListen: () => console.log("ready") },
  () => {
    return new Response(id);
  },
);
