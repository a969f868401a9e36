import type { LoadDetail } from "../../load/load_values.ts";
import type { LoadsView } from "../../telemetry/data_answer.ts";
import type { Send } from "../page_message.ts";
import type { PageState } from "../page_state.ts";
import { formatOpsUrl, parseOpsView } from "../view_url.ts";

/** What every part of the loads view is drawn from. */
export interface LoadProps {
  readonly state: PageState;
  readonly send: Send;
}

/** What every part of one load is drawn from. */
export interface OneLoadProps extends LoadProps {
  readonly view: LoadsView;
  readonly load: LoadDetail;
}

/** The URL of one load, or of all without one. */
export function loadUrl(load = ""): string {
  return formatOpsUrl({ ...parseOpsView(""), tab: "loads", load });
}
