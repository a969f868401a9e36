export { actOnDeploy } from "./act_on_deploy.ts";
import { DeployPanels } from "../view/deploy/deploy_panels.tsx";
import { type JsxRuntime, takeRuntime } from "./page_runtime.ts";

/** Gives out the view of deploys, drawn by the Preact of the page that loads this file. */
export function createPanels(runtime: JsxRuntime): typeof DeployPanels {
  takeRuntime(runtime);
  return DeployPanels;
}
