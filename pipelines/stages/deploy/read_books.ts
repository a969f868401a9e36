import type { DeployState } from "./deploy_state.ts";
import { addReading, droppedOf, type LedgerBook, openLedger } from "./ledger_book.ts";
import { countProbes, endProbes, type ProbeBook } from "./probe_book.ts";
import type { StepWork } from "./step_work.ts";

/** What the books of a deploy stand at. */
export interface Books {
  readonly ledger: LedgerBook;
  readonly probes: ProbeBook;
}

const EVERY_MS = 1_000;

/** Reads probes and gateways again when that was a while ago; what cannot be read keeps its last reading. */
export async function refreshBooks(work: StepWork): Promise<DeployState> {
  const { state, scope } = work;
  const { ledger } = state;
  if (ledger === undefined || scope.nowMs - ledger.atMs < EVERY_MS) return state;
  try {
    return { ...state, ...await readBooks(work) };
  } catch {
    // A reading that is late is made up for by the next one; a switch reads for itself, and fails.
    return state;
  }
}

/** Reads what came of all requests so far: probes first, so that no lost one is not in a ledger yet. */
export async function readBooks({ scope, state, plan }: StepWork): Promise<Books> {
  const { platform, probe, app, nowMs } = scope;
  if (state.probes.isOn) startProbes({ scope, plan });
  const probes = state.probes.isOn ? countProbes(state.probes, probe.counts(app)) : state.probes;
  const reading = await platform.ledger(app);
  const { old, fresh, baseline } = state.names;
  const groups = [old, fresh, baseline, ...plan.others].filter((name) => name !== undefined);
  const ledger = state.ledger === undefined
    ? openLedger(reading, { groups, atMs: nowMs })
    : addReading(state.ledger, reading, nowMs);
  return { probes, ledger };
}

/** Sends probes where a service can be reached by them; started twice they go on. */
export function startProbes({ scope, plan }: Pick<StepWork, "scope" | "plan">): boolean {
  if (plan.probe === undefined) return false;
  scope.probe.start(scope.app, plan.probe);
  return true;
}

/** Ends the probes and takes their last reading. */
export async function stopProbes({ scope, state }: StepWork): Promise<DeployState> {
  if (!state.probes.isOn) return state;
  const counts = await scope.probe.stop(scope.app);
  return { ...state, probes: endProbes(countProbes(state.probes, counts)) };
}

/** Requests that the deploy dropped so far. */
export function droppedSoFar({ names, ledger, probes }: DeployState): number {
  return droppedOf(ledger, { fresh: names.fresh, probesLost: probes.lost });
}

/** Why a release goes back whose last move of traffic dropped requests; undefined when it may go on. */
export function tooManyDropped(
  { settings: { mostDropped }, plan, state }: StepWork,
  books: Books,
): string | undefined {
  // Before a first deploy there was nobody to answer.
  if (plan.old === undefined) return undefined;
  const dropped = droppedSoFar({ ...state, ...books }) - (state.droppedBeforeMove ?? 0);
  if (state.isGoingBack || dropped <= mostDropped) return undefined;
  const words = dropped === 1 ? "1 request was" : `${dropped} requests were`;
  return `${words} dropped as traffic moved${
    probesOf({ ...state, ...books }, dropped)
  }, ${mostDropped} may be`;
}

/** Of requests that were dropped, how many only a probe tells of: a gateway that hangs counts nothing. */
function probesOf(state: DeployState, dropped: number): string {
  const counted = droppedSoFar({ ...state, probes: { ...state.probes, lost: 0 } });
  const probes = Math.min(dropped, droppedSoFar(state) - counted);
  return probes === 0 ? "" : ` (${probes} of them probes that no gateway answered)`;
}
