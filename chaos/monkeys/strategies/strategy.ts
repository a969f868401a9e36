import type { PsInstance } from "@netops/core/contracts";

/** One way to hit an instance, as a fault kind with its parameters. */
export interface Strategy {
  /** The name in knobs. */
  readonly name: string;
  /** Whether it is in the draw when knobs say nothing. */
  readonly isOn: boolean;
  readonly faultKind: string;
  readonly parameters: Readonly<Record<string, unknown>>;
  /** `any` instance, those of netops itself (`builtin`), or those of these apps. */
  readonly appliesTo: "any" | "builtin" | readonly string[];
}

/** Whether a strategy can do anything to an instance. */
export function canApply(
  { appliesTo }: Strategy,
  { app, adminUrl }: Pick<PsInstance, "app" | "adminUrl">,
): boolean {
  if (appliesTo === "any") return true;
  if (adminUrl === undefined) return false;
  return appliesTo === "builtin" || appliesTo.includes(app);
}
