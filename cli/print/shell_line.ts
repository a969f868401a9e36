const PLAIN = /^[\w@%+=:,./-]+$/;

/** Words as they are typed at a shell: what it would take apart or change is quoted. */
export function shellLine(words: readonly string[]): string {
  return words.map((word) => PLAIN.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`)
    .join(" ");
}
