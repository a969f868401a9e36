import type { PipelineSpecInput } from "@netops/core/contracts";
import { MOST_NEW_BYTES } from "../conductor/record_json.ts";
import type { PipelineFinding } from "./pipeline_finding.ts";

/** Finds a pipeline that is too large for a conductor, and the stage that takes most of it. */
export function checkSize(spec: PipelineSpecInput): readonly PipelineFinding[] {
  const sizeBytes = bytesOf(spec);
  if (sizeBytes <= MOST_NEW_BYTES) return [];
  const sizes = spec.stages.map(bytesOf);
  const largest = Math.max(...sizes);
  const at = sizes.indexOf(largest);
  const message =
    `The pipeline has ${sizeBytes} bytes, and ${MOST_NEW_BYTES} are the most: stage ` +
    `${spec.stages[at]?.name} takes ${largest}`;
  const fix = "shorten what it holds, or keep a part as a pipeline of its own (type: pipeline)";
  return [{ path: ["stages", at], message, fix }];
}

function bytesOf(value: unknown): number {
  return new TextEncoder().encode(JSON.stringify(value)).byteLength;
}
