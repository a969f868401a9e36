import type { ExecutionView } from "@netops/core/contracts";
import type { Send } from "../page_message.ts";
import type { PageState } from "../page_state.ts";

/** What every part of the deploys view is drawn from. */
export interface DeployProps {
  readonly state: PageState;
  readonly send: Send;
}

/** What every part of one deploy is drawn from. */
export interface OneDeployProps extends DeployProps {
  readonly view: ExecutionView;
}
