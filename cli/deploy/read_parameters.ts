import { NetopsError } from "@netops/core";

/** Reads `--param NAME=VALUE`; the conductor knows of which type each is. @throws {NetopsError} USAGE */
export function readParameters(texts: readonly string[]): Readonly<Record<string, string>> {
  const values: Record<string, string> = {};
  for (const text of texts) {
    const at = text.indexOf("=");
    const name = text.slice(0, Math.max(0, at));
    if (!/^[a-z][a-zA-Z0-9]*$/.test(name)) {
      throw new NetopsError("USAGE", `Cannot take "${text}" for --param as it is no NAME=VALUE`, {
        fix: "--param replicas=3",
      });
    }
    if (Object.hasOwn(values, name)) {
      throw new NetopsError("USAGE", `Cannot take two values for the parameter ${name}`, {
        fix: `give --param ${name}=VALUE once`,
      });
    }
    values[name] = text.slice(at + 1);
  }
  return values;
}
