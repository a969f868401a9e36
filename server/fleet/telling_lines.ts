/**
 * What runtimes print around an error, and says nothing by itself: blank lines, brackets, the mark below a line of
 * code, frames of a stack (JavaScript, Java, Python, Go) and the version that Node.js ends with.
 */
const NOISE = [
  /^[\s^~{}()[\],;.-]*$/,
  /^\s+at\s/,
  /^\s*\.{3} \d+ more/,
  /^\s+File ".*", line \d+/,
  /^\s+\S+\.go:\d+/,
  /^goroutine \d+ \[/,
  /^Node\.js v\d/,
];

/** The last `most` lines that say something; of lines that all say nothing the last ones. */
export function tellingLines(lines: readonly string[], most: number): string[] {
  const telling = lines.filter((line) => !NOISE.some((pattern) => pattern.test(line)));
  return (telling.length === 0 ? lines : telling).slice(-most);
}
