import type { NetopsError } from "@netops/core";
import { unknownApp } from "../commands/wait.ts";
import type { RegistryList } from "./registry_api.ts";

/** A registered instance and its application. */
export interface Registered {
  readonly app: string;
  readonly id: string;
}

/** The instances that a word names: all of an application, or one. */
export function findRegistered(list: RegistryList, target: string): readonly Registered[] {
  const all = list.applications.flatMap(({ app, instances }) =>
    instances.map(({ id }) => ({ app, id }))
  );
  const found = all.filter(({ app, id }) => app === target.toLowerCase() || id === target);
  if (found.length > 0) return found;
  throw missing(target, all);
}

function missing(target: string, all: readonly Registered[]): NetopsError {
  return unknownApp(target, [...new Set(all.flatMap(({ app, id }) => [app, id]))]);
}
