import { openEventLogAt } from "../harness/open_event_log.ts";

/** Reads topic `t` in group `g` and prints each value. Run: `event_log_member.ts URL TOKEN`. */
const [url = "", token = ""] = Deno.args;
const client = openEventLogAt({ url, token, clientId: `member-${Deno.pid}` });
const consumer = client.log.consumer({ topics: ["t"], groupId: "g", fromBeginning: true });
const encoder = new TextEncoder();
consumer.run(({ message }) => {
  Deno.stdout.writeSync(encoder.encode(`${message.value}\n`));
});
Deno.addSignalListener("SIGTERM", async () => {
  await consumer.close();
  client[Symbol.dispose]();
  Deno.exit(0);
});
