import type { OutputLine, SpawnedGroup, Spawner } from "@netops/core";

/** Characters. The last line of a viewer who watched for hours has some 100 Ki of them; an engine never says so much. */
const LONGEST_LINE = 8 * 1_024 * 1_024;

/** Spawns processes whose lines are whole: a session's last line may be longer than what is kept on one by itself. */
export function createWholeLineSpawner(spawner: Spawner): Spawner {
  return {
    spawn: async (request) => {
      const group = await spawner.spawn(request);
      const { pid, startMark, exited, lines } = group;
      const whole: SpawnedGroup = {
        ...{ pid, startMark, exited, lines: joinParts(lines) },
        write: (text) => group.write(text),
        signal: (name) => group.signal(name),
      };
      return whole;
    },
  };
}

interface Torn {
  readonly parts: string[];
  /** All parts but the last are so long. */
  readonly partLength: number;
  length: number;
}

/** Joins parts to lines. Nothing marks a last part, but that it is shorter, or that another line follows. */
export async function* joinParts(lines: AsyncIterable<OutputLine>): AsyncGenerator<OutputLine> {
  const torn = new Map<OutputLine["stream"], Torn>();
  for await (const line of lines) {
    const { stream, text, part } = line;
    const before = torn.get(stream);
    if (before !== undefined && (part === undefined || part === 1)) {
      torn.delete(stream);
      yield wholeOf(stream, before);
    }
    if (part === undefined) yield line;
    else {
      const now = partAdded(torn.get(stream), text);
      torn.set(stream, now);
      if (text.length >= now.partLength) continue;
      torn.delete(stream);
      yield wholeOf(stream, now);
    }
  }
  for (const [stream, rest] of torn) yield wholeOf(stream, rest);
}

/** A line that never ends must not fill the memory: of one that is too long the beginning is kept. */
function partAdded(torn: Torn | undefined, text: string): Torn {
  const now = torn ?? { parts: [], partLength: text.length, length: 0 };
  if (now.length + text.length > LONGEST_LINE) return now;
  now.parts.push(text);
  now.length += text.length;
  return now;
}

function wholeOf(stream: OutputLine["stream"], { parts }: Torn): OutputLine {
  return { stream, text: parts.join("") };
}
