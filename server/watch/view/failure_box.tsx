/** @jsxImportSource preact */
import type { VNode } from "preact";
import type { ErrorText } from "./error_text.ts";

interface FailureBoxProps {
  readonly failure: ErrorText;
  readonly onRetry?: () => void;
}

/** Says what went wrong, and offers to try again where that may help. */
export function FailureBox({ failure, onRetry }: FailureBoxProps): VNode {
  return (
    <div class="failure" role="alert">
      <div>
        <strong>{failure.title}</strong>
        <p>{failure.text}</p>
      </div>
      {failure.canRetry && onRetry !== undefined && (
        <button type="button" class="button" onClick={onRetry}>Try again</button>
      )}
    </div>
  );
}
