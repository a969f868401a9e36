import { openDatabase, runService } from "@netops/core/service";

/**
 * An app of the platform for tests: says who it is at `/who`, counts in its database at `/count`, and
 * tells at `/write?dir=` whether it may write there.
 */
await runService(async (context) => {
  const { boot } = context;
  const kv = boot.config["counts"] === true ? await openDatabase(context) : undefined;
  return {
    handler: async (request) => {
      const url = new URL(request.url);
      if (url.pathname === "/count" && kv !== undefined) return Response.json(await count(kv));
      if (url.pathname === "/write") return await write(url.searchParams.get("dir") ?? "");
      const { token: _secret, ...shown } = boot;
      return Response.json(shown);
    },
    stop: () => Promise.resolve(kv?.close()),
  };
});

async function count(kv: Deno.Kv): Promise<number> {
  for (;;) {
    const entry = await kv.get<number>(["count"]);
    const next = (entry.value ?? 0) + 1;
    const { ok } = await kv.atomic().check(entry).set(["count"], next).commit();
    if (ok) return next;
  }
}

async function write(dir: string): Promise<Response> {
  try {
    await Deno.writeTextFile(`${dir}/mark`, "x");
    return Response.json({ written: true });
  } catch (error) {
    return Response.json({ written: false, why: (error as Error).name });
  }
}
