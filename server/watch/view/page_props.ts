import type { Actions } from "./actions.ts";
import type { PageState } from "./page_state.ts";

/** What every view is drawn from. */
export interface PageProps {
  readonly state: PageState;
  readonly act: Actions;
}
