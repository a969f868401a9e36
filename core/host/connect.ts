/** Opens a TCP connection and closes it again; rejects when nobody listens. */
export async function connect(hostname: string, port: number): Promise<void> {
  const connection = await Deno.connect({ hostname, port });
  connection.close();
}
