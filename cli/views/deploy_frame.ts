import type { ExecutionView, PsInstance } from "@netops/core/contracts";
import { fitText } from "../print/text_width.ts";
import { type DeployHeadFacts, deployHeadLines } from "./deploy_head_lines.ts";
import { deployTreeLines } from "./deploy_tree_lines.ts";
import type { DeployViewOptions } from "./deploy_words.ts";

/** What is known of a deploy at one moment. */
export interface DeployMoment extends DeployHeadFacts {
  readonly view: ExecutionView;
  /** Processes of the app, as `ps` has them. */
  readonly instances: readonly PsInstance[];
}

/** How to lay a frame out. */
export interface DeployFrameOptions extends DeployViewOptions {
  /** Height of the terminal. */
  readonly rows?: number;
  /** What stands last: what just happened, and which keys do something. */
  readonly footer?: readonly string[];
}

/** One frame of a deploy that goes on: head, tree and footer, within the terminal. */
export function deployFrame(
  moment: DeployMoment,
  options: DeployFrameOptions,
): readonly string[] {
  const { columns = Infinity, rows = Infinity, footer = [] } = options;
  const head = deployHeadLines(moment.view, moment, options);
  const mostLines = Math.max(3, rows - head.length - footer.length - 2);
  return [
    ...head,
    "",
    ...deployTreeLines(moment.view, moment.instances, { ...options, mostLines }),
    ...footer,
  ].map((line) => fitText(line, columns));
}
