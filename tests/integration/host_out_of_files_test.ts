import assert from "node:assert/strict";

const ENTRY = new URL("host_out_of_files_entry.ts", import.meta.url).pathname;

Deno.test("a listener that ran out of file descriptors serves again when there are some", async () => {
  const child = new Deno.Command("/bin/sh", {
    args: ["-c", 'ulimit -n 40; exec "$0" run --allow-net "$1"', Deno.execPath(), ENTRY],
    stdin: "piped",
    stdout: "piped",
    stderr: "null",
  }).spawn();
  try {
    const port = await firstNumber(child.stdout);
    const connections: Deno.TcpConn[] = [];
    const request = new TextEncoder().encode("GET / HTTP/1.1\r\nhost: x\r\n\r\n");
    for (let n = 0; n < 80; n++) {
      try {
        const connection = await Deno.connect({ hostname: "127.0.0.1", port });
        connections.push(connection);
        await connection.write(request);
      } catch {
        // Refused or reset: the descriptors are used up, which is what this is for.
        break;
      }
    }
    await new Promise((resolve) => setTimeout(resolve, 300));
    for (const connection of connections) connection.close();
    // How many fit depends on how many descriptors the runtime itself holds.
    assert.ok(connections.length > 5, `only ${connections.length} connections`);
    await untilServed(port);
  } finally {
    await child.stdin.close();
    await child.status;
    await child.stdout.cancel();
  }
});

async function untilServed(port: number): Promise<void> {
  for (let n = 0; n < 100; n++) {
    const answer = await fetch(`http://127.0.0.1:${port}/`).then((r) => r.text(), () => undefined);
    if (answer === "ok") return;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  assert.fail("it does not serve again within 2 s");
}

async function firstNumber(stream: ReadableStream<Uint8Array>): Promise<number> {
  const reader = stream.getReader();
  const { value } = await reader.read();
  reader.releaseLock();
  return Number(new TextDecoder().decode(value));
}
