import { createHost } from "@netops/core/host";
import { FakeEventLog } from "@netops/core/testing";
import { openEventLogAt } from "../harness/open_event_log.ts";
import { startService } from "../harness/start_service.ts";
import { runEventLogContract } from "./event_log_contract.ts";

Deno.test("EventLog contract: the fake in memory", async (context) => {
  const { clock, timer } = createHost();
  const log = new FakeEventLog({ clock, timer });
  await runEventLogContract(context, { open: () => log, partitions: 4 });
});

Deno.test("EventLog contract: our events process", async (context) => {
  await using events = await startService({ entry: "server/events/main.ts" });
  using one = openEventLogAt({ url: events.url, token: events.boot.token });
  using two = openEventLogAt({ url: events.url, token: events.boot.token });
  const clients = [one, two];
  let opened = 0;
  await runEventLogContract(context, {
    open: () => (clients[opened++ % 2] ?? one).log,
    partitions: 4,
  });
});
