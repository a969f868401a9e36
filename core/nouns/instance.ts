import type { InstanceStatus } from "./instance_status.ts";

/** Where an instance stands and what it runs. */
export interface Placement {
  readonly app: string;
  readonly cluster: string;
  readonly serverGroup: string;
  readonly version: string;
  readonly region: string;
  readonly zone: string;
  readonly host: string;
  readonly port: number;
}

/** An instance as discovery tells it to its callers. */
export interface Instance extends Placement {
  readonly id: string;
  readonly status: InstanceStatus;
}

/** The zone of everything that no zone or region fault may take. */
export const GROUND_ZONE = "-";
