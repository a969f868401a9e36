/** Cuts text into lines; the last one needs no line feed. */
export class TextLineStream extends TransformStream<string, string> {
  /** Makes an empty cutter. */
  constructor() {
    let rest = "";
    super({
      transform(chunk, controller) {
        const parts = (rest + chunk).split("\n");
        rest = parts.pop() ?? "";
        for (const part of parts) controller.enqueue(part);
      },
      flush(controller) {
        if (rest !== "") controller.enqueue(rest);
      },
    });
  }
}
