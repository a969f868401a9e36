import type { HuntFacts } from "../groups/sort_out.ts";
import type { Act } from "../recorder/act.ts";

/** What a look at the platform shows. */
export interface PlatformSight extends HuntFacts {
  /** Apps that the platform stands on. */
  readonly ground: ReadonlySet<string>;
}

/** What a monkey asks of the guardian. */
export interface HuntRequest {
  readonly faultKind: string;
  readonly instance: string;
  readonly parameters: Readonly<Record<string, unknown>>;
  readonly durationMs: number;
  /** The same draws the same at the guardian. */
  readonly seed: string;
}

/** Why an act that was announced was not done. */
export interface UndoneAct {
  readonly outcome: "refused" | "failed";
  readonly reason: string;
}

/** The platform as a monkey sees it; every method rejects when it cannot tell or do. */
export interface HuntPlatform {
  look(): Promise<PlatformSight>;
  /** Why nothing may be done now, or undefined. */
  outage(): Promise<string | undefined>;
  /** Tells every tracker that something is about to be done. */
  track(act: Act): Promise<void>;
  /** Tells the time line that what was announced was not done. */
  tellUndone(act: Act, end: UndoneAct): Promise<void>;
  /** Injects a fault that this monkey owns. */
  inject(request: HuntRequest): Promise<{ readonly id: string }>;
  /** Renews what it owns: without that it ends within seconds, whatever became of the monkey. */
  renew(): Promise<void>;
  /** Ends what it owns. */
  release(): Promise<void>;
}
