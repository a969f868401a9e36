import { ERROR_CODES, type ErrorCode } from "@netops/core";

/** The topics of `netops help TOPIC`, commands and error codes aside. */
export const TOPICS: Readonly<Record<string, string>> = {
  "exit-codes": `Exit codes

  0    done; for verdicts: held, promoted, thresholds met, and every undo verified
  1    the operation failed
  2    usage or configuration error
  3    no platform runs
  4    timed out waiting, or unhealthy
  5    negative verdict: deviated, canary failed and rolled back, threshold crossed
  6    refused by a guard
  7    halted early, and everything undone
  8    an undo failed; what is left is named, with the command that removes it
  9    inconclusive: not enough data
  129  ended by SIGHUP (closed terminal), everything undone (a deploy goes on)
  130  ended by SIGINT (Ctrl-C), everything undone
  143  ended by SIGTERM, everything undone
`,
  environment: `Environment

  NETOPS_HOME      state folder of a run; default .netops, searched upward from the working folder
  NETOPS_K6        path of a k6 binary
  NO_COLOR         not empty: no colours
  FORCE_COLOR      not empty: colours even off a terminal (0 or false: none)
  CLICOLOR_FORCE   not 0: colours even off a terminal
  ACCESSIBLE       not 0: the same as --plain
  TERM=dumb        the same as --plain
  CI=true          nothing asks or animates
  XDG_STATE_HOME   where the list of all your runs is kept (netops/runs.json)

  Colours: --color, then FORCE_COLOR, then NO_COLOR, then CLICOLOR_FORCE, then whether it is a terminal.
  A service gets PORT, HOST, NETOPS_APP, NETOPS_INSTANCE, NETOPS_ZONE, NETOPS_VERSION, and
  NETOPS_URL_<APP> for each application that it depends on.
`,
  json: `JSON

  --json prints exactly one document on stdout, with "schema": "netops.<what>/v1".
  --jsonl prints one value a line; the end of the file is the end.
  Times are ms, ratios 0 to 1, ids strings. Fields may be added; none is renamed or dropped.
  Everything else goes to stderr. A failure prints one line there:

    {"error":{"code":"NOT_RUNNING","title":"…","detail":"…","fix":"netops up"}}

  The codes: ${Object.keys(ERROR_CODES).join(" ").replace(/(.{1,78})( |$)/g, "\n    $1").trim()}
`,
  accessibility: `Accessibility

  --plain, ACCESSIBLE=1 or TERM=dumb: lines are appended, never redrawn; words instead of symbols;
  no colours; while netops waits it says every 10 s what it waits for.
  Off a terminal (pipes, CI) nothing is redrawn either.
  A colour never carries a meaning alone: a word or a symbol stands beside it.
  Only the 16 colours of your terminal's own theme are used. Keys are read only where a line names
  them.
`,
};

/** The explanation of an error code. */
export function renderErrorCode(code: ErrorCode): string {
  const row = ERROR_CODES[code];
  return `${code}: ${row.meaning}\n\n  exit code    ${row.exitCode}\n  HTTP status  ${row.httpStatus}\n`;
}

/** The error code that a word names, in any case. */
export function errorCodeOf(word: string): ErrorCode | undefined {
  const code = word.toUpperCase().replaceAll("-", "_");
  return code in ERROR_CODES ? code as ErrorCode : undefined;
}
