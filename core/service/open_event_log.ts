import { createHttpEventLog } from "../clients/http_event_log.ts";
import type { FaultCarrier } from "../faults/fault_carrier.ts";
import type { EventLog } from "../ports/event_log.ts";
import type { PlatformCalls } from "./platform_calls.ts";
import type { ServiceContext } from "./service_context.ts";

/**
 * Opens the event log of the platform: the events process, wherever discovery says that it is.
 *
 * It opens at once and needs no closing; whoever makes producers and consumers closes them before
 * `calls`.
 */
export function openEventLog(context: ServiceContext, calls: PlatformCalls): EventLog {
  const { boot, host, logger } = context;
  // Random, not from the run's seed: the log knows producers by their ids, and a process that starts
  // again must not look like the one before.
  const rng = host.createRng(host.randomHex(8));
  const { points } = context.faults;
  points.offer("events", ["error", "delay"]);
  const headers = { authorization: `Bearer ${boot.token}` };
  const log = createHttpEventLog({
    clock: host.clock,
    timer: host.timer,
    rng,
    logger,
    clientId: boot.instanceId,
    send: async ({ method, path, body, signal }) => {
      await points.pass("events", signal);
      return await calls.caller.call("events", {
        ...{ method, path, signal, idempotent: true },
        headers: body === undefined ? headers : { ...headers, "content-type": "application/json" },
        ...(body === undefined ? {} : { body }),
      });
    },
  });
  return carryingLog(log, context.faults.carrier);
}

/** Makes messages carry what the request carries that they come from, and handles them in its scope. */
function carryingLog(log: EventLog, carrier: FaultCarrier): EventLog {
  return {
    producer: () => {
      const producer = log.producer();
      return {
        send: ({ topic, messages }) =>
          producer.send({ topic, messages: messages.map((each) => carrier.carry(each)) }),
        close: () => producer.close(),
      };
    },
    consumer: (options) => {
      const consumer = log.consumer(options);
      return {
        run: (handle) =>
          consumer.run((given) => carrier.handle(given.message, () => handle(given))),
        ready: consumer.ready,
        seek: (target) => consumer.seek(target),
        close: () => consumer.close(),
      };
    },
  };
}
