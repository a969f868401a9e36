import { NetopsError } from "../errors/netops_error.ts";

/** Makes the error of an address that is in use. */
export function portTaken(hostname: string, port: number, cause: unknown): NetopsError {
  return new NetopsError(
    "PORT_TAKEN",
    `Cannot listen on ${hostname}:${port} as the port is taken`,
    { details: { hostname, port }, cause },
  );
}
