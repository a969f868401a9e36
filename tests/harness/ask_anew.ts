/** Asks over a connection of its own, so that each time another gateway may get it; the answer is thrown away. */
export async function askAnew(url: string): Promise<void> {
  const client = Deno.createHttpClient({ poolMaxIdlePerHost: 0 });
  try {
    await (await fetch(url, { client })).arrayBuffer();
  } finally {
    client.close();
  }
}
