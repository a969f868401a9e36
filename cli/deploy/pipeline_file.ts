const SUFFIX = /\.(ya?ml|json|m?[tj]s)$/i;

/** Whether a word means a pipeline file rather than an app: it has such a suffix, or a folder in it. */
export function isPipelineFile(word: string): boolean {
  return SUFFIX.test(word) || word.includes("/");
}
