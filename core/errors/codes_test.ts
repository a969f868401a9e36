import assert from "node:assert/strict";
import { ERROR_CODES } from "./codes.ts";

/** The exit codes of the design: 0 and the two signals are not errors. */
const EXIT_CODES = [1, 2, 3, 4, 5, 6, 7, 8, 9];

Deno.test("every error has an exit code of the table and a status that says error", () => {
  for (const [code, row] of Object.entries(ERROR_CODES)) {
    assert.ok(EXIT_CODES.includes(row.exitCode), `${code} exits ${row.exitCode}`);
    assert.ok(row.httpStatus >= 400 && row.httpStatus <= 599, `${code} is ${row.httpStatus}`);
  }
});

Deno.test("every code is in capitals and its meaning is a phrase without a full stop", () => {
  for (const [code, row] of Object.entries(ERROR_CODES)) {
    assert.match(code, /^[A-Z]+(_[A-Z]+)*$/);
    assert.match(row.meaning, /^[a-z].*[^.]$/);
  }
});

Deno.test("the codes that the exit table names have its exit codes", () => {
  const promised = {
    USAGE: 2,
    CONFIG_INVALID: 2,
    NOT_RUNNING: 3,
    TIMED_OUT: 4,
    UNHEALTHY: 4,
    REFUSED: 6,
    UNDO_FAILED: 8,
    PORT_TAKEN: 1,
    DISK_FULL: 1,
    ALREADY_RUNNING: 1,
  } as const;
  for (const [code, exitCode] of Object.entries(promised)) {
    assert.equal(ERROR_CODES[code as keyof typeof promised].exitCode, exitCode, code);
  }
});
