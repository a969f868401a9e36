/** Which clusters are guarded. `*` is any; no stack or detail means those without one. */
export interface GuardRule {
  readonly account?: string;
  readonly location?: string;
  readonly stack?: string | null;
  readonly detail?: string | null;
  /** On when absent. */
  readonly enabled?: boolean;
}

/** A cluster in one place. */
export interface GuardSubject {
  readonly account: string;
  readonly location: string;
  readonly stack: string | null;
  readonly detail: string | null;
}

/** Whether a rule guards a cluster. Source: clouddriver's ClusterMatcher. */
export function isGuarded(subject: GuardSubject, rule: GuardRule): boolean {
  const { account = "*", location = "*", stack = null, detail = null, enabled = true } = rule;
  return enabled && isMatch(subject.account, account) && isMatch(subject.location, location) &&
    isMatch(subject.stack, stack) && isMatch(subject.detail, detail);
}

function isMatch(value: string | null, wanted: string | null): boolean {
  return wanted === "*" || (value ?? "") === (wanted ?? "");
}
