/** The origin that experiments call: bodies, encodings, statuses and redirects of every sort. */
export function serveExperiments(): { readonly url: string; stop(): Promise<void> } {
  const server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen: () => {} }, answer);
  return {
    url: `http://127.0.0.1:${server.addr.port}`,
    stop: () => server.shutdown(),
  };
}

const JSON_TYPE = { "content-type": "application/json" };
const DOCUMENT = {
  a: 1,
  list: [1, 2, 3],
  items: [{ x: 1, name: "one" }, { x: 2, name: "two" }],
  nothing: null,
  not: true,
};

async function answer(request: Request): Promise<Response> {
  const url = new URL(request.url);
  const [, first = "", second = ""] = url.pathname.split("/");
  if (first === "echo") return await echo(request, url);
  if (first === "status") return new Response("status", { status: Number(second) });
  if (first === "redirect") {
    const headers = { location: "/echo?after=1" };
    return new Response(null, { status: Number(second), headers });
  }
  if (first === "loop") return new Response(null, { status: 302, headers: { location: "/loop" } });
  if (first === "header") return new Response(request.headers.get(second) ?? "none");
  if (first === "slow") await new Promise((resolve) => setTimeout(resolve, 350));
  return fixed(first);
}

function fixed(name: string): Response {
  const latin = new Uint8Array([0x63, 0x61, 0x66, 0xe9]);
  switch (name) {
    case "json":
      return new Response(JSON.stringify(DOCUMENT), { headers: JSON_TYPE });
    case "json-charset":
      return new Response(JSON.stringify(DOCUMENT), {
        headers: { "content-type": "application/json; charset=utf-8" },
      });
    case "bad-json":
      return new Response("{", { headers: JSON_TYPE });
    case "empty-json":
      return new Response("", { headers: JSON_TYPE });
    case "infinity":
      return new Response('{"n": Infinity, "f": 1.0}', { headers: JSON_TYPE });
    case "latin":
      return new Response(latin, { headers: { "content-type": "text/plain; charset=iso-8859-1" } });
    case "utf8":
      return new Response("café", { headers: { "content-type": "text/plain" } });
    case "untyped":
      return new Response(new TextEncoder().encode("plain bytes"));
    case "empty":
      return new Response(null, { status: 204 });
  }
  return new Response("hello", { headers: { "content-type": "text/plain; charset=utf-8" } });
}

async function echo(request: Request, url: URL): Promise<Response> {
  const body = await request.text();
  const seen = {
    method: request.method,
    path: url.pathname,
    query: url.search,
    type: request.headers.get("content-type"),
    body,
  };
  return Response.json(seen);
}
