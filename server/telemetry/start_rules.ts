import type { SloPlan } from "@netops/core/contracts";
import type { ServiceContext } from "@netops/core/service";
import type { DropCounter, SampleSink } from "./intake/mod.ts";
import {
  allSlos,
  createAlertHistory,
  createRuleQuery,
  RuleEngine,
  type RuleGroup,
  SloBook,
  sloRules,
} from "./rules/mod.ts";
import type { SeriesStore } from "./series/mod.ts";

/** What rules read, and where they write. */
export interface StartRulesOptions {
  readonly series: SeriesStore;
  readonly sink: SampleSink;
  readonly onDrop: DropCounter;
  readonly slos: readonly SloPlan[];
  readonly groups: readonly RuleGroup[];
  readonly isStreaming: boolean;
}

/** The part of a service's context that rules need. */
export interface RulesContext extends Pick<ServiceContext, "events"> {
  readonly host: Pick<ServiceContext["host"], "clock" | "timer">;
}

/** Rules and objectives, and how they stand. */
export interface Rules {
  readonly slos: SloBook;
  readonly engine: RuleEngine;
}

/** Evaluates the rules of service level objectives, and tells how these stand. */
export function startRules(
  { host: { clock, timer }, events }: RulesContext,
  { series, sink, onDrop, slos: own, groups: given, isStreaming }: StartRulesOptions,
): Rules {
  const query = createRuleQuery(series, clock);
  const slos = allSlos(own, isStreaming);
  // Those of the objectives first: they are never the ones too many.
  const groups = [sloRules(slos), ...given].filter(({ rules }) => rules.length > 0);
  const history = createAlertHistory(series);
  const engine = new RuleEngine({ groups, query, history, sink, events, clock, timer, onDrop });
  return { slos: new SloBook({ slos, query, clock }), engine };
}
