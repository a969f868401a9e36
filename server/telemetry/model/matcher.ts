/** One condition on one label, as a PromQL selector has it. */
export interface LabelMatcher {
  readonly name: string;
  readonly type: "=" | "!=" | "=~" | "!~";
  readonly value: string;
}
