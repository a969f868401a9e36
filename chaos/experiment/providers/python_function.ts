import { typeName } from "../python/python_error.ts";
import type { Value, ValueMap } from "../python/value.ts";
import type { ActivityCall } from "./call.ts";

/** A function of Python that is built in here. */
export interface PythonFunction {
  readonly required: readonly string[];
  readonly optional: readonly string[];
  /** Does what the function does; what it throws is what the function raises. */
  run(args: ValueMap, call: ActivityCall): Value | Promise<Value>;
}

/** What a built-in function raises. */
export class PythonRaised extends Error {
  override readonly name = "PythonRaised";

  /** Takes the name of the exception's class and its words. */
  constructor(readonly kind: string, message: string) {
    super(message);
  }
}

/** An argument that must be text. */
export function textArgument(args: ValueMap, name: string): string {
  return textOrRefuse(args[name], "expected str, bytes or os.PathLike object");
}

/** An argument that must be text; `refusal` is how the function begins its complaint. */
export function textOrRefuse(value: Value | undefined, refusal: string): string {
  if (typeof value === "string") return value;
  throw new PythonRaised("TypeError", `${refusal}, not ${typeName(value)}`);
}
