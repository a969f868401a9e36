/** Whether a TCP address can be taken exclusively at this moment. */
export function canListen(hostname: string, port: number): boolean {
  try {
    Deno.listen({ hostname, port }).close();
    return true;
  } catch {
    return false;
  }
}

/** A port that the system says is free at this moment. */
export function freePort(hostname: string): number {
  const listener = Deno.listen({ hostname, port: 0 });
  try {
    return (listener.addr as Deno.NetAddr).port;
  } finally {
    listener.close();
  }
}

/** Holds an address until closed, so that no other platform shares the port meanwhile. */
export function holdAddress(hostname: string, port: number): { close(): void } | undefined {
  try {
    const listener = Deno.listen({ hostname, port });
    refuseAll(listener);
    return listener;
  } catch {
    return undefined;
  }
}

async function refuseAll(listener: Deno.Listener): Promise<void> {
  try {
    for await (const connection of listener) connection.close();
  } catch {
    // Closed: nobody is to be refused any more.
  }
}
