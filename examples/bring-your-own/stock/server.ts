// A Deno service with Hono. It asks nobody and shows who answered.
import { Hono } from "npm:hono@4.13.19";

const env = (name: string, otherwise: string) => Deno.env.get(name) ?? otherwise;
const me = {
  app: env("NETOPS_APP", "stock"),
  instance: env("NETOPS_INSTANCE", "local"),
  zone: env("NETOPS_ZONE", "-"),
  version: env("NETOPS_VERSION", "-"),
};

const app = new Hono();
app.get("/", (context) => context.json({ ...me, inStock: 7 }));
app.get("/whoami", (context) => context.json(me));
app.get("/health", (context) => context.json({ status: "UP" }));
app.notFound((context) => context.json({ error: "no such page" }, 404));

const hostname = env("HOST", "127.0.0.1");
const server = Deno.serve({
  hostname,
  port: Number(env("PORT", "3002")),
  onListen: ({ port }) => console.log(`stock listens on ${hostname}:${port}`),
}, app.fetch);

// A clean stop: take no new connection, answer what is open, then end.
Deno.addSignalListener("SIGTERM", async () => {
  await server.shutdown();
  Deno.exit(0);
});
