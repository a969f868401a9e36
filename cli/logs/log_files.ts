import { NetopsError } from "@netops/core";

/** One log file of an instance; rotated ones have a higher `age`, the one written to has 0. */
export interface LogFile {
  readonly path: string;
  readonly instance: string;
  readonly age: number;
}

/** `hello-1.jsonl`, and rotated `hello-1.jsonl.1` or `hello-1.1.jsonl`. */
const NAME = /^(.+?)(?:\.(\d+))?\.jsonl(?:\.(\d+))?$/;

/** The log files of a home, oldest first within an instance. */
export function listLogFiles(home: string): readonly LogFile[] {
  const folder = `${home}/logs`;
  return entriesOf(folder).flatMap((name) => {
    const match = NAME.exec(name);
    if (match === null) return [];
    const age = Number(match[2] ?? match[3] ?? 0);
    return [{ path: `${folder}/${name}`, instance: match[1] as string, age }];
  }).sort((one, other) => one.instance.localeCompare(other.instance) || other.age - one.age);
}

function entriesOf(folder: string): string[] {
  try {
    return [...Deno.readDirSync(folder)].filter((entry) => entry.isFile).map((entry) => entry.name);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return [];
    throw new NetopsError("HOME_NOT_WRITABLE", `Cannot read ${folder}`, { cause: error });
  }
}

/** The lines of a file, one by one; a file that is rotated away meanwhile has none. */
export async function* readLines(path: string): AsyncGenerator<string> {
  let file: Deno.FsFile;
  try {
    file = await Deno.open(path);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return;
    throw error;
  }
  let rest = "";
  const text = file.readable.pipeThrough(
    new TextDecoderStream() as TransformStream<Uint8Array<ArrayBuffer>, string>,
  );
  for await (const chunk of text) {
    const lines = (rest + chunk).split("\n");
    rest = lines.pop() ?? "";
    yield* lines;
  }
  // A last line without its end is still being written: whoever follows reads it when it is whole.
}
