/** Opens a remote database; the client of Deno takes its token from the environment only. */
export async function openKvWithToken(url: string, token: string): Promise<Deno.Kv> {
  Deno.env.set("DENO_KV_ACCESS_TOKEN", token);
  return await Deno.openKv(url);
}
