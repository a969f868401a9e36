/** A line of the user's own code. */
export interface CallPlace {
  /** A file URL. */
  readonly url: string;
  readonly line: number;
  readonly column: number;
}

/** Where the code that called `module` stands; undefined when it cannot be told. */
export function callPlace(module: string): CallPlace | undefined {
  const own = [import.meta.url, module];
  return placeInStack(new Error().stack ?? "", { isOwn: (url) => own.includes(url) });
}

/** The first place in a stack trace that is not our own. */
export function placeInStack(
  stack: string,
  { isOwn }: { readonly isOwn: (url: string) => boolean },
): CallPlace | undefined {
  for (const [, url = "", line, column] of stack.matchAll(/(file:\/\/[^\s()]+):(\d+):(\d+)/g)) {
    if (!isOwn(url)) return { url, line: Number(line), column: Number(column) };
  }
  return undefined;
}
