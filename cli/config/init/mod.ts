/** What `netops init` works with. */
export interface InitOptions {
  /** The folder to look at and to write to, absolute. */
  readonly dir: string;
  /** Write over a file that is there. */
  readonly force: boolean;
  /** Only say what would be written. */
  readonly dryRun?: boolean;
}

/** What `netops init` did. */
export interface InitResult {
  /** Absolute path of the file that was written. */
  readonly file: string;
  /** Its content. */
  readonly text: string;
  /** What was seen, one line each, for people. */
  readonly saw: readonly string[];
  /** The command to run next. */
  readonly next: string;
}

/**
 * Looks at a folder and writes a `netops.yaml` for what it finds.
 *
 * @throws {NetopsError} CONFLICT when one is there and `force` is false.
 */
export function initConfig(_options: InitOptions): Promise<InitResult> {
  throw new Error("not written yet");
}
