import type { Clock } from "../ports/clock.ts";
import type {
  ConsumerOptions,
  EventConsumer,
  EventLog,
  EventProducer,
} from "../ports/event_log.ts";
import type { Logger } from "../ports/logger.ts";
import type { Rng } from "../ports/rng.ts";
import type { Timer } from "../ports/timer.ts";
import { EventLogWire, type EventLogWireOptions } from "./event_log_wire.ts";
import { HttpEventConsumer } from "./http_event_consumer.ts";
import { HttpEventProducer } from "./http_event_producer.ts";

/** What the client of the events process is made of. */
export interface HttpEventLogOptions extends EventLogWireOptions {
  readonly clock: Clock;
  readonly timer: Timer;
  readonly rng: Rng;
  readonly logger: Logger;
  /** Begins the ids of producers and members: the instance id. */
  readonly clientId: string;
  /** How long a send may take with all its tries, in ms; 10,000. */
  readonly sendDeadlineMs?: number;
}

/**
 * Makes a client of the events process: it rides over a process that is away, and comes back by itself.
 *
 * Consumers take messages in the order of each partition, at least once; a send is durable when it
 * resolves and is appended once.
 */
export function createHttpEventLog(options: HttpEventLogOptions): EventLog {
  const { clock, timer, rng, logger, clientId, sendDeadlineMs } = options;
  const shared = { wire: new EventLogWire(options), clock, timer, rng, logger };
  return {
    producer: (): EventProducer =>
      new HttpEventProducer({
        ...shared,
        id: `${clientId}-${rng.hex(8)}`,
        ...(sendDeadlineMs === undefined ? {} : { deadlineMs: sendDeadlineMs }),
      }),
    consumer: (consumer: ConsumerOptions): EventConsumer =>
      new HttpEventConsumer({ ...shared, ...consumer, clientId }),
  };
}
