import { NetopsError } from "@netops/core";
import type { ExecutionView, ServerGroupView } from "@netops/core/contracts";

/** What is known of where a rollback may go. */
export interface KnownTargets {
  readonly app: string;
  /** Groups that are there. */
  readonly groups: readonly Pick<
    ServerGroupView,
    "name" | "version" | "artifact" | "shareRatio" | "desired"
  >[];
  /** What was deployed: groups that are gone can be started again. */
  readonly executions: readonly Pick<ExecutionView, "from" | "to">[];
}

const HASH = /^[0-9a-f]{12,64}$/;
const MOST_NAMED = 5;

/**
 * Refuses a target that no group and no version is called by, before anything is started; what a hash names only
 * the platform knows.
 *
 * @throws {NetopsError} USAGE, with the groups that one can go back to
 */
export function checkTarget(to: string, { app, groups, executions }: KnownTargets): void {
  const gone = executions.flatMap(({ from, to }) => [from, to]).filter((name) =>
    name !== undefined
  );
  const isThere = groups.some(({ name, version, artifact }) =>
    [name, version, artifact].includes(to)
  );
  if (isThere || gone.includes(to) || HASH.test(to)) return;
  const serving = groups.filter(({ shareRatio }) => shareRatio > 0).map(({ name }) => name);
  const kept = groups.filter(({ shareRatio, desired }) => shareRatio === 0 && desired > 0)
    .map(({ name }) => name);
  const again = [...new Set(gone)].filter((name) => ![...serving, ...kept].includes(name));
  const said = [
    ...kept.map((name) => `${name} (kept)`),
    ...again.map((name) => `${name} (is started again)`),
  ].slice(0, MOST_NAMED);
  const [first] = [...kept, ...again];
  const choice = said.length === 0 ? "there is none to go back to" : `there are ${said.join(", ")}`;
  throw new NetopsError("USAGE", `No group of ${app} is called "${to}": ${choice}`, {
    fix: first === undefined
      ? `netops deploy history ${app}`
      : `netops deploy rollback ${app} --to ${first}`,
  });
}
