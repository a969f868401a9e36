import { timed } from "./piece.ts";
import { BandwidthRule } from "./rules/bandwidth.ts";
import { LatencyRule } from "./rules/latency.ts";
import { LimitDataRule } from "./rules/limit_data.ts";
import { ResetPeerRule } from "./rules/reset_peer.ts";
import { SlicerRule } from "./rules/slicer.ts";
import { SlowCloseRule } from "./rules/slow_close.ts";
import { TimeoutRule } from "./rules/timeout.ts";

import type { RuleStart, StageRule } from "./stage_rule.ts";
import type { Toxic } from "./toxic.ts";

/** Makes the rule of a toxic. */
export function createRule(toxic: Toxic, start: RuleStart): StageRule {
  switch (toxic.type) {
    case "latency":
      return new LatencyRule(start);
    case "bandwidth":
      return new BandwidthRule(start);
    case "slow_close":
      return new SlowCloseRule(start);
    case "timeout":
      return new TimeoutRule(start);
    case "reset_peer":
      return new ResetPeerRule(start);
    case "slicer":
      return new SlicerRule(start);
    case "limit_data":
      return new LimitDataRule(start);
    case "noop":
      return PASS;
  }
}

/** Lets everything through at once. */
export const PASS: StageRule = {
  capacityBytes: 0,
  admit: (piece) => [timed(piece, piece.atMs, piece.atMs)],
  update() {},
};
