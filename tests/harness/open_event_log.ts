import type { EventLog } from "@netops/core";
import { createHttpEventLog } from "@netops/core/clients";
import { createHost } from "@netops/core/host";
import { RecordingLogger } from "@netops/core/testing";

/** A client of one events process, without discovery. */
export interface OpenEventLog extends Disposable {
  readonly log: EventLog;
  readonly logger: RecordingLogger;
}

/** How to reach an events process. */
export interface OpenEventLogOptions {
  readonly url: string;
  readonly token: string;
  readonly clientId?: string;
  readonly sendDeadlineMs?: number;
}

let clients = 0;

/** Opens a client of the events process at `url`; dispose it when its consumers are closed. */
export function openEventLogAt(options: OpenEventLogOptions): OpenEventLog {
  const host = createHost();
  const http = host.createHttpClient();
  const logger = new RecordingLogger();
  const { url, token, clientId = `test-${++clients}`, sendDeadlineMs } = options;
  const log = createHttpEventLog({
    ...{ clock: host.clock, timer: host.timer, logger, clientId },
    rng: host.createRng(host.randomHex(8)),
    ...(sendDeadlineMs === undefined ? {} : { sendDeadlineMs }),
    send: ({ method, path, body, signal }) =>
      http.send({
        ...{ method, url: url + path, signal },
        headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
        ...(body === undefined ? {} : { body }),
      }),
  });
  return { log, logger, [Symbol.dispose]: () => http.close() };
}
