import { NetopsError } from "@netops/core";
import type { PlatformPorts } from "@netops/core/contracts";
import type { Host } from "@netops/core/host";

/** What a platform holds of the machine's ports. */
export interface HeldPorts {
  readonly ports: PlatformPorts;
  /** Where fleet itself listens. */
  readonly apiPort: number;
  close(): void;
}

/** A second address of the machine: bound exclusively it says that the port of 127.0.0.1 is ours. */
const LOCK_ADDRESS = "127.0.77.1";

/** Free ports are looked for below the range that the system gives to outgoing connections. */
const FREE_FIRST = 10_000;
const FREE_COUNT = 10_000;
const FREE_TRIES = 200;

/**
 * Takes the platform's ports, each exclusively once, and holds a lock per port, so that neither a
 * stranger nor another platform shares them. A wanted 0 is any free one.
 *
 * @throws {NetopsError} PORT_TAKEN naming who holds it.
 */
export function takePlatformPorts(wanted: PlatformPorts, host: Host): HeldPorts {
  const locks: { close(): void }[] = [];
  const rng = host.createRng(host.randomHex(8));
  const takeFree = (): number => {
    for (let tries = 0; tries < FREE_TRIES; tries++) {
      const port = FREE_FIRST + rng.integer(FREE_COUNT);
      if (tryTake(port, host, { locks })) return port;
    }
    throw new NetopsError("PORT_TAKEN", `Cannot find a free port after ${FREE_TRIES} tries`, {
      fix: "netops doctor",
    });
  };
  const take = (name: keyof PlatformPorts): number => {
    const port = wanted[name];
    if (port === 0) return takeFree();
    if (!tryTake(port, host, { locks })) throw takenError(name, port, host);
    return port;
  };
  try {
    const ports = {
      gateway: take("gateway"),
      ops: take("ops"),
      registry: take("registry"),
      telemetry: take("telemetry"),
      toxiproxy: take("toxiproxy"),
    };
    return { ports, apiPort: takeFree(), close: () => locks.forEach((lock) => lock.close()) };
  } catch (error) {
    for (const lock of locks) lock.close();
    throw error;
  }
}

/** Takes one port when nobody listens on it and no platform holds it. */
function tryTake(
  port: number,
  host: Host,
  options: { readonly locks: { close(): void }[] },
): boolean {
  if (!host.canListen("127.0.0.1", port)) return false;
  if (host.os !== "linux") return true;
  const lock = host.holdAddress(LOCK_ADDRESS, port);
  if (lock !== undefined) options.locks.push(lock);
  return lock !== undefined;
}

function takenError(name: keyof PlatformPorts, port: number, host: Host): NetopsError {
  const owner = host.processes.portOwner(port);
  const who = owner === undefined ? "another process" : `pid ${owner.pid} "${owner.command}"`;
  return new NetopsError("PORT_TAKEN", `Port ${port} (${name}) is held by ${who}`, {
    fix: "netops up --isolated",
    details: { port, ...(owner === undefined ? {} : { pid: owner.pid }) },
  });
}
