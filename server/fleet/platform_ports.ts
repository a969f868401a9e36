import { NetopsError } from "@netops/core";
import type { PlatformPorts } from "@netops/core/contracts";
import type { Host } from "@netops/core/host";

/** What a platform holds of the machine's ports. */
export interface HeldPorts {
  readonly ports: PlatformPorts;
  close(): void;
}

/** A second address of the machine: bound exclusively it says that the port of 127.0.0.1 is ours. */
const LOCK_ADDRESS = "127.0.77.1";

const FLAG_OF = { gateway: "gateway", ops: "ops", registry: "registry" } as const;

/**
 * Takes the platform's ports, each exclusively once, and holds a lock per port, so that neither a
 * stranger nor another platform shares them.
 *
 * @throws {NetopsError} PORT_TAKEN naming who holds it.
 */
export function takePlatformPorts(wanted: PlatformPorts, host: Host): HeldPorts {
  const locks: { close(): void }[] = [];
  const take = (name: keyof PlatformPorts): number => {
    const port = wanted[name] === 0 ? host.freePort("127.0.0.1") : wanted[name];
    if (!host.canListen("127.0.0.1", port)) throw takenError(name, port, host);
    if (host.os !== "linux") return port;
    const lock = host.holdAddress(LOCK_ADDRESS, port);
    if (lock === undefined) throw takenError(name, port, host);
    locks.push(lock);
    return port;
  };
  try {
    const ports = { gateway: take("gateway"), ops: take("ops"), registry: take("registry") };
    return { ports, close: () => locks.forEach((lock) => lock.close()) };
  } catch (error) {
    for (const lock of locks) lock.close();
    throw error;
  }
}

function takenError(name: keyof PlatformPorts, port: number, host: Host): NetopsError {
  const owner = host.processes.portOwner(port);
  const who = owner === undefined ? "another process" : `pid ${owner.pid} "${owner.command}"`;
  return new NetopsError("PORT_TAKEN", `Port ${port} (${FLAG_OF[name]}) is held by ${who}`, {
    fix: "netops up --isolated",
    details: { port, ...(owner === undefined ? {} : { pid: owner.pid }) },
  });
}
