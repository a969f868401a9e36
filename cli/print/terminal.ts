/** One of the two streams that people and scripts read. */
export interface Terminal {
  readonly isTerminal: boolean;
  /** Columns and rows of the window; 80 × 24 when unknown. */
  size(): { readonly columns: number; readonly rows: number };
  /** Writes at once; false when the reader is gone. */
  write(text: string): boolean;
}

/** Why a result that somebody wanted is not where it was sent. */
let lostBy: string | undefined;

/**
 * The exit code of a command that would answer `code`: with 0 all its output was written. Says what was lost.
 * Who reads no further (`| head`) lost nothing.
 */
export function settleOutput(code: number): number {
  if (lostBy === undefined) return code;
  openTerminal("stderr").write(`! cannot write the output: ${lostBy}\n`);
  return code === 0 ? 1 : code;
}

/** The process's own stdout or stderr. */
export function openTerminal(stream: "stdout" | "stderr"): Terminal {
  const file = Deno[stream];
  const encoder = new TextEncoder();
  return {
    isTerminal: file.isTerminal(),
    size: windowSize,
    write: (text) => {
      const failure = writeAll(file, encoder.encode(text));
      if (stream === "stdout" && !(failure instanceof Deno.errors.BrokenPipe)) {
        lostBy ??= failure?.message;
      }
      return failure === undefined;
    },
  };
}

function windowSize(): { columns: number; rows: number } {
  try {
    const { columns, rows } = Deno.consoleSize();
    // Some pseudo-terminals say 0 × 0 until somebody sets their size.
    return { columns: columns || 80, rows: rows || 24 };
  } catch {
    return { columns: 80, rows: 24 };
  }
}

/** Writes everything; answers why it could not. */
function writeAll(
  file: { writeSync(bytes: Uint8Array): number },
  bytes: Uint8Array,
): Error | undefined {
  for (let at = 0; at < bytes.length;) {
    try {
      at += file.writeSync(bytes.subarray(at));
    } catch (error) {
      if (error instanceof Deno.errors.WouldBlock) continue;
      return error instanceof Error ? error : new Error(String(error));
    }
  }
  return undefined;
}

/** The environment, for the choice of colours and motion. */
export function terminalEnvironment(): Record<string, string> {
  return Deno.env.toObject();
}
