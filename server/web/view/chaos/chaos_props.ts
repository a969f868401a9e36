import type { Send } from "../page_message.ts";
import type { PageState } from "../page_state.ts";

/** What every part of the chaos view is drawn from. */
export interface ChaosProps {
  readonly state: PageState;
  readonly send: Send;
}
