/**
 * Keys of a pipeline file whose value is a duration or has another name inside, by what they are called
 * inside, where times are numbers of ms.
 */
export const FILE_KEYS: Readonly<Record<string, string>> = {
  ...{ bakeMs: "bake", readyMs: "ready", drainMs: "drain", watchMs: "watch", stepMs: "step" },
  ...{ timeoutMs: "timeout", deadlineMs: "deadline", expiresMs: "expires", everyMs: "every" },
  ...{ untilMs: "until", warmupMs: "warmup", durationMs: "duration", sharesPercent: "steps" },
};

/** Where a value of the inside form stands in a pipeline file. */
export function filePath(path: readonly (string | number)[]): readonly (string | number)[] {
  return path.map((step) =>
    typeof step === "string" && Object.hasOwn(FILE_KEYS, step) ? FILE_KEYS[step]! : step
  );
}
