/** One line of `<home>/logs/<instance>.jsonl`. */
export interface LogLine {
  readonly tsMs: number;
  readonly instance: string;
  readonly app: string;
  readonly stream: "stdout" | "stderr";
  /** Read from the line when it says so, `error` for stderr of a dying process, else `info`. */
  readonly level: "debug" | "info" | "warn" | "error";
  readonly text: string;
  /** Fields of a line that was JSON itself. */
  readonly fields?: Readonly<Record<string, unknown>>;
}
