import type { InstanceStatus } from "./instance_status.ts";

/** Where an instance stands and what it runs: what discovery tells its callers. */
export interface Instance {
  readonly id: string;
  readonly app: string;
  readonly cluster: string;
  readonly serverGroup: string;
  readonly version: string;
  readonly region: string;
  readonly zone: string;
  readonly host: string;
  readonly port: number;
  readonly status: InstanceStatus;
}

/** The zone of everything that no zone or region fault may take. */
export const GROUND_ZONE = "-";
