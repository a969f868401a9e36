/** The signals that ask a process of ours to stop. */
export type StopSignal = "SIGINT" | "SIGTERM" | "SIGHUP";

/** Calls `run` on each of these signals; the answer stops listening. */
export function onStopSignal(
  names: readonly StopSignal[],
  run: (name: StopSignal) => void,
): () => void {
  const listeners = names.map((name) => ({ name, listener: () => run(name) }));
  for (const { name, listener } of listeners) Deno.addSignalListener(name, listener);
  return () => {
    for (const { name, listener } of listeners) Deno.removeSignalListener(name, listener);
  };
}
