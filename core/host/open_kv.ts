/**
 * Opens a database that is served over KV Connect.
 *
 * Deno's client takes its token from the environment only, so a process opens databases of one token.
 * It waits for a server that is away, and tries again by itself.
 */
export async function openKv(url: string, token: string): Promise<Deno.Kv> {
  Deno.env.set("DENO_KV_ACCESS_TOKEN", token);
  return await Deno.openKv(url);
}
