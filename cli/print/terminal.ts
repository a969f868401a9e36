/** One of the two streams that people and scripts read. */
export interface Terminal {
  readonly isTerminal: boolean;
  /** Columns and rows of the window; 80 × 24 when unknown. */
  size(): { readonly columns: number; readonly rows: number };
  /** Writes at once; false when the reader is gone. */
  write(text: string): boolean;
}

/** The process's own stdout or stderr. */
export function openTerminal(stream: "stdout" | "stderr"): Terminal {
  const file = Deno[stream];
  const encoder = new TextEncoder();
  return {
    isTerminal: file.isTerminal(),
    size: windowSize,
    write: (text) => writeAll(file, encoder.encode(text)),
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

function writeAll(file: { writeSync(bytes: Uint8Array): number }, bytes: Uint8Array): boolean {
  for (let at = 0; at < bytes.length;) {
    try {
      at += file.writeSync(bytes.subarray(at));
    } catch (error) {
      if (error instanceof Deno.errors.WouldBlock) continue;
      // The reader closed the pipe (`| head`): there is nobody to tell.
      return false;
    }
  }
  return true;
}

/** The environment, for the choice of colours and motion. */
export function terminalEnvironment(): Record<string, string> {
  return Deno.env.toObject();
}
