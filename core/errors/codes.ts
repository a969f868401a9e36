/** One row of the error table: status on the wire, exit code in the shell, meaning for people. */
export interface ErrorCodeRow {
  readonly httpStatus: number;
  readonly exitCode: number;
  readonly meaning: string;
}

/** Every error code of netops. Codes are promises: none is renamed or dropped. */
export const ERROR_CODES = {
  BUG: { httpStatus: 500, exitCode: 1, meaning: "netops itself went wrong" },
  USAGE: { httpStatus: 400, exitCode: 2, meaning: "the command line is not understood" },
  CONFIG_INVALID: { httpStatus: 400, exitCode: 2, meaning: "a configuration file is not valid" },
  REQUEST_INVALID: { httpStatus: 400, exitCode: 2, meaning: "a request is not valid" },
  NOT_RUNNING: { httpStatus: 503, exitCode: 3, meaning: "no platform runs in this home" },
  ALREADY_RUNNING: {
    httpStatus: 409,
    exitCode: 1,
    meaning: "a platform already runs in this home",
  },
  UNREACHABLE: { httpStatus: 502, exitCode: 1, meaning: "a process does not answer" },
  TIMED_OUT: { httpStatus: 504, exitCode: 4, meaning: "waiting took too long" },
  UNHEALTHY: { httpStatus: 503, exitCode: 4, meaning: "something is not healthy" },
  PORT_TAKEN: { httpStatus: 409, exitCode: 1, meaning: "a port is held by another process" },
  DISK_FULL: { httpStatus: 507, exitCode: 1, meaning: "no space is left on the disk" },
  HOME_NOT_WRITABLE: {
    httpStatus: 500,
    exitCode: 1,
    meaning: "the state folder cannot be written",
  },
  SPAWN_FAILED: { httpStatus: 500, exitCode: 1, meaning: "a program cannot be started" },
  CRASH_LOOP: { httpStatus: 500, exitCode: 1, meaning: "a service dies again and again" },
  NOT_FOUND: { httpStatus: 404, exitCode: 1, meaning: "there is no such thing" },
  CONFLICT: { httpStatus: 409, exitCode: 1, meaning: "the state changed meanwhile" },
  REFUSED: { httpStatus: 403, exitCode: 6, meaning: "a guard refused" },
  FORBIDDEN: { httpStatus: 403, exitCode: 1, meaning: "the caller may not do this" },
  UNAUTHENTICATED: { httpStatus: 401, exitCode: 1, meaning: "the token is missing or wrong" },
  TOO_LARGE: { httpStatus: 413, exitCode: 1, meaning: "a body or header is too large" },
  HEAD_TOO_LARGE: { httpStatus: 431, exitCode: 1, meaning: "the head of a request is too large" },
  REQUEST_STALLED: { httpStatus: 408, exitCode: 1, meaning: "a request makes no progress" },
  MISDIRECTED: { httpStatus: 421, exitCode: 1, meaning: "the request is meant for another host" },
  RATE_LIMITED: { httpStatus: 429, exitCode: 1, meaning: "too many requests" },
  OVERLOADED: { httpStatus: 503, exitCode: 1, meaning: "no capacity is left" },
  UPSTREAM_FAILED: { httpStatus: 502, exitCode: 1, meaning: "a service gave no valid answer" },
  NO_INSTANCE: { httpStatus: 503, exitCode: 1, meaning: "no instance can take the request" },
  METHOD_NOT_ALLOWED: { httpStatus: 405, exitCode: 1, meaning: "the method is not allowed here" },
  UNSUPPORTED_MEDIA: {
    httpStatus: 415,
    exitCode: 1,
    meaning: "the content type is not understood",
  },
  SUBSCRIPTION_EXPIRED: {
    httpStatus: 403,
    exitCode: 1,
    meaning: "the account has no subscription that is paid for",
  },
  TOO_MANY_STREAMS: {
    httpStatus: 403,
    exitCode: 1,
    meaning: "the plan allows no further stream at once",
  },
  NOT_LICENSED: {
    httpStatus: 403,
    exitCode: 1,
    meaning: "the title may not be shown in this country or at this time",
  },
  NOT_ROUTED: {
    httpStatus: 403,
    exitCode: 1,
    meaning: "no OCA may serve the network of the client",
  },
  PAYMENT_DECLINED: { httpStatus: 402, exitCode: 1, meaning: "the card was declined" },
  UNDO_FAILED: { httpStatus: 500, exitCode: 8, meaning: "an undo failed and something is left" },
} as const satisfies Record<string, ErrorCodeRow>;

/** A key of {@linkcode ERROR_CODES}. */
export type ErrorCode = keyof typeof ERROR_CODES;
