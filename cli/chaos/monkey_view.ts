import type { ActRecord, MonkeyKind, NextHit, Patient, Skip } from "@netops/chaos/monkeys";

/** What is known of one monkey. */
export interface MonkeyView {
  readonly kind: MonkeyKind;
  readonly isOn: boolean;
  readonly leashed?: boolean;
  readonly job?: string;
  readonly seed?: string;
  readonly onAtMs?: number;
  readonly deadlineAtMs?: number;
  readonly calendar?: {
    readonly isOpen: boolean;
    readonly reason: string;
    readonly timeZone: string;
    readonly nextOpenMs?: number;
  };
  readonly next: readonly NextHit[];
  /** Why nobody can tell what comes next. */
  readonly nextUnknown?: string;
  readonly acts: readonly ActRecord[];
  readonly skips: readonly Skip[];
  /** Whom the doctor keeps out of service. */
  readonly patients: readonly Patient[];
}
