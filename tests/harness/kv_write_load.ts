/**
 * Writes without end to the KV Connect server named by the first argument, with as many writers as
 * the second says, and prints `key versionstamp` for each acknowledged write.
 *
 * A program of its own, as Deno's client complains on stderr about each try while the server is gone.
 *
 * @module
 */
const [url = "", writers = "1"] = Deno.args;
const kv = await Deno.openKv(url);
const encoder = new TextEncoder();

async function write(writer: number): Promise<never> {
  for (let i = 0;; i++) {
    const name = `${writer}/${i}`;
    const result = await kv.atomic().set(["load", name], i).sum(["count"], 1n).commit();
    if (result.ok) await Deno.stdout.write(encoder.encode(`${name} ${result.versionstamp}\n`));
  }
}

await Promise.all(Array.from({ length: Number(writers) }, (_, writer) => write(writer)));
