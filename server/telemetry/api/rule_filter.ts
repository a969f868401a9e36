import type { LabelMatcher } from "../model/matcher.ts";
import { compileMatcher } from "../promql/mod.ts";
import type { RuleGroupView, RuleView } from "../rules/mod.ts";
import { badParameter } from "./api_error.ts";
import type { QueryParams } from "./query_params.ts";

const TYPES: Readonly<Record<string, RuleView["type"] | "any">> = {
  ...{ "": "any", alert: "alerting", record: "recording" },
};

/** A group with the rules of it that are asked for. */
export interface FilteredGroup extends Omit<RuleGroupView, "rules"> {
  readonly rules: readonly (RuleView | Hidden)[];
}

/** A rule without its alerts. */
type Hidden = Omit<RuleView, "alerts"> & { readonly alerts: null };

/** Groups asked for, and where the next page begins. */
export interface RulePage {
  readonly groups: readonly FilteredGroup[];
  readonly groupNextToken?: string;
}

/**
 * The groups and rules that a request of `/rules` asks for. Source: Prometheus 3, HTTP API.
 *
 * @throws {ApiError} bad_data when a parameter cannot be
 */
export function pageOfRules(
  groups: readonly RuleGroupView[],
  params: QueryParams,
  matchers: readonly (readonly LabelMatcher[])[],
): RulePage {
  const isMeant = ruleTest(params, matchers);
  const hidesAlerts = params.flag("exclude_alerts");
  const names = params.all("rule_group[]");
  const files = params.all("file[]");
  const found = groups
    .filter(({ name, file }) => isOneOf(names, name) && isOneOf(files, file))
    .map((group) => ({ ...group, rules: group.rules.filter(isMeant).map(shown(hidesAlerts)) }))
    .filter(({ rules }) => rules.length > 0);
  return paged(found, params);
}

function ruleTest(params: QueryParams, matchers: readonly (readonly LabelMatcher[])[]) {
  const said = params.text("type").toLowerCase();
  const type = Object.hasOwn(TYPES, said) ? TYPES[said] : undefined;
  if (type === undefined) {
    throw badParameter("type", `not supported value ${JSON.stringify(params.text("type"))}`);
  }
  const names = params.all("rule_name[]");
  const sets = matchers.map((set) =>
    set.map((matcher) => [matcher.name, compileMatcher(matcher)] as const)
  );
  return ({ name, labels, ...rule }: RuleView) =>
    (type === "any" || rule.type === type) && isOneOf(names, name) &&
    (sets.length === 0 ||
      sets.some((set) => set.every(([label, test]) => test(labels[label] ?? ""))));
}

function shown(hidesAlerts: boolean) {
  return (rule: RuleView): RuleView | Hidden =>
    hidesAlerts && "alerts" in rule ? { ...rule, alerts: null } : rule;
}

/** A page begins with the group that its token names. */
function paged(groups: readonly FilteredGroup[], params: QueryParams): RulePage {
  const limit = params.number("group_limit");
  const token = params.text("group_next_token");
  if (limit === undefined) {
    if (token === "") return { groups };
    const why = "group_limit needs to be present in order to paginate over the groups";
    throw badParameter("group_next_token", why);
  }
  if (limit <= 0) throw badParameter("group_limit", "group_limit needs to be greater than 0");
  const from = token === "" ? 0 : groups.findIndex(({ name }) => name === token);
  if (from < 0) {
    const why = `invalid group_next_token '${token}'. were rule groups changed?`;
    throw badParameter("group_next_token", why);
  }
  const next = groups[from + limit];
  return {
    groups: groups.slice(from, from + limit),
    ...(next === undefined ? {} : { groupNextToken: next.name }),
  };
}

function isOneOf(wanted: readonly string[], value: string): boolean {
  return wanted.length === 0 || wanted.includes(value);
}
