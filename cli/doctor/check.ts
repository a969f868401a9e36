/** One thing that was looked at, and how it is. */
export interface Check {
  readonly name: string;
  /** `fail` keeps netops from working, `warn` costs something, `ok` is fine. */
  readonly level: "ok" | "warn" | "fail";
  readonly detail: string;
  readonly fix?: string;
}
