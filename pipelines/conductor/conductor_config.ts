/** What the conductor is told besides its boot line. */
export interface ConductorConfig {
  /** The environment of whoever ran `up`, without what is netops's own. */
  readonly env: Readonly<Record<string, string>>;
  /** Where programs are, by name. */
  readonly programs: Readonly<Record<string, string>>;
}

/** Reads what fleet wrote. */
export function readConductorConfig(config: Readonly<Record<string, unknown>>): ConductorConfig {
  return { env: textsOf(config["env"]), programs: textsOf(config["programs"]) };
}

function textsOf(value: unknown): Readonly<Record<string, string>> {
  return typeof value === "object" && value !== null ? value as Record<string, string> : {};
}
