import type { FaultKindView } from "@netops/core/contracts";
import { z } from "zod";
import { ABORT } from "./abort.ts";
import { CACHECONTROL_UNREACHABLE } from "./cachecontrol_unreachable.ts";
import { CLOCK_SKEW } from "./clock_skew.ts";
import { CPU_BURN } from "./cpu_burn.ts";
import { CPU_THROTTLE } from "./cpu_throttle.ts";
import { EMPTY_BODY } from "./empty_body.ts";
import { EVENT_LOOP_BLOCK } from "./event_loop_block.ts";
import { EVENTS_LAG } from "./events_lag.ts";
import { FILE_LIMIT } from "./file_limit.ts";
import { FIRST_REQUESTS_FAIL } from "./first_requests_fail.ts";
import { FLEET_FAIL } from "./fleet_fail.ts";
import { IO_BURN } from "./io_burn.ts";
import { DISK_FILL } from "./disk_fill.ts";
import { KV_FAIL } from "./kv_fail.ts";
import { KV_SLOW } from "./kv_slow.ts";
import { LATENCY } from "./latency.ts";
import { LINK_BANDWIDTH } from "./link_bandwidth.ts";
import { LINK_BLACKHOLE } from "./link_blackhole.ts";
import { LINK_LATENCY } from "./link_latency.ts";
import { LINK_LIMIT_DATA } from "./link_limit_data.ts";
import { LINK_RESET } from "./link_reset.ts";
import { LINK_SLICER } from "./link_slicer.ts";
import { LINK_SLOW_CLOSE } from "./link_slow_close.ts";
import { LINK_TIMEOUT } from "./link_timeout.ts";
import { MEMORY_FILL } from "./memory_fill.ts";
import { MEMORY_HOG } from "./memory_hog.ts";
import { NAMES_FAIL } from "./names_fail.ts";
import { OBJECTS_FAIL } from "./objects_fail.ts";
import { OBJECTS_SLOW } from "./objects_slow.ts";
import { PROCESS_KILL } from "./process_kill.ts";
import { PROCESS_OUTAGE } from "./process_outage.ts";
import { PROCESS_PAUSE } from "./process_pause.ts";
import { PROCESS_RESTART_LOOP } from "./process_restart_loop.ts";
import { PROCESS_TERMINATE } from "./process_terminate.ts";
import { REGISTRY_LIE } from "./registry_lie.ts";
import { REGISTRY_SLOW } from "./registry_slow.ts";
import { REGISTRY_STALE } from "./registry_stale.ts";
import { REQUEST_ABORT } from "./request_abort.ts";
import { REQUEST_KV_FAIL } from "./request_kv_fail.ts";
import { REQUEST_LATENCY } from "./request_latency.ts";
import { SLOW_BODY } from "./slow_body.ts";
import { STEERING_WRONG } from "./steering_wrong.ts";
import { STORE_CORRUPT } from "./store_corrupt.ts";
import { STORE_FULL } from "./store_full.ts";
import { STORE_LOST } from "./store_lost.ts";
import { STORE_READ_ONLY } from "./store_read_only.ts";
import { TRUNCATED_BODY } from "./truncated_body.ts";
import { WRONG_CONTENT_TYPE } from "./wrong_content_type.ts";
import { ZONE_LOSS } from "./zone_loss.ts";
import type { FaultKind } from "./fault_kind.ts";

/** Every kind of fault. */
export const FAULT_KINDS: readonly FaultKind[] = [
  ABORT,
  CACHECONTROL_UNREACHABLE,
  CLOCK_SKEW,
  CPU_BURN,
  CPU_THROTTLE,
  EMPTY_BODY,
  EVENT_LOOP_BLOCK,
  EVENTS_LAG,
  FILE_LIMIT,
  FIRST_REQUESTS_FAIL,
  FLEET_FAIL,
  IO_BURN,
  DISK_FILL,
  KV_FAIL,
  KV_SLOW,
  LATENCY,
  LINK_BANDWIDTH,
  LINK_BLACKHOLE,
  LINK_LATENCY,
  LINK_LIMIT_DATA,
  LINK_RESET,
  LINK_SLICER,
  LINK_SLOW_CLOSE,
  LINK_TIMEOUT,
  MEMORY_FILL,
  MEMORY_HOG,
  NAMES_FAIL,
  OBJECTS_FAIL,
  OBJECTS_SLOW,
  PROCESS_KILL,
  PROCESS_OUTAGE,
  PROCESS_PAUSE,
  PROCESS_RESTART_LOOP,
  PROCESS_TERMINATE,
  REGISTRY_LIE,
  REGISTRY_SLOW,
  REGISTRY_STALE,
  REQUEST_ABORT,
  REQUEST_KV_FAIL,
  REQUEST_LATENCY,
  SLOW_BODY,
  STEERING_WRONG,
  STORE_CORRUPT,
  STORE_FULL,
  STORE_LOST,
  STORE_READ_ONLY,
  TRUNCATED_BODY,
  WRONG_CONTENT_TYPE,
  ZONE_LOSS,
];

/** The kind of a name, or undefined. */
export function findFaultKind(name: string): FaultKind | undefined {
  return FAULT_KINDS.find(({ kind }) => kind === name);
}

/** A kind as `netops chaos list --json` prints it. */
export function viewFaultKind(kind: FaultKind): FaultKindView {
  const { summary, undo, appliesTo, os, needsRoot, needsRestart } = kind;
  const { $schema: _, ...parameters } = z.toJSONSchema(kind.parameters, { io: "input" });
  const targets = [...kind.targets];
  return {
    ...{ kind: kind.kind, summary, targets, parameters, undo },
    ...{ appliesTo, os: [...os], needsRoot, needsRestart },
  };
}
