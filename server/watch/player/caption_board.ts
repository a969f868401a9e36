/** One caption as an engine hands it over. */
export interface Cue {
  readonly startMs: number;
  readonly endMs: number;
  /** WebVTT text, perhaps with tags. */
  readonly text: string;
}

/** Keeps the captions of the chosen track and says which are due. */
export class CaptionBoard {
  #cues = new Map<string, Cue>();

  /** Adds cues; the same one may come again with the next segment. */
  add(cues: readonly Cue[]): void {
    for (const cue of cues) this.#cues.set(`${cue.startMs} ${cue.endMs} ${cue.text}`, cue);
  }

  /** Forgets everything: another track was chosen. */
  clear(): void {
    this.#cues.clear();
  }

  /** The lines that are due, in the order of their start. */
  linesAt(positionMs: number): string[] {
    return [...this.#cues.values()]
      .filter(({ startMs, endMs }) => startMs <= positionMs && positionMs < endMs)
      .sort((a, b) => a.startMs - b.startMs)
      .flatMap(({ text }) => plainText(text).split("\n"))
      .filter((line) => line !== "");
  }
}

const ENTITIES: Readonly<Record<string, string>> = {
  "&amp;": "&",
  "&lt;": "<",
  "&gt;": ">",
  "&nbsp;": " ",
  "&lrm;": "",
  "&rlm;": "",
};

/** Takes tags and escapes out of a cue: it is shown as text, never as markup. */
export function plainText(cueText: string): string {
  return cueText
    .replace(/<[^>]*>/g, "")
    .replace(/&(amp|lt|gt|nbsp|lrm|rlm);/g, (entity) => ENTITIES[entity] ?? entity)
    .trim();
}
