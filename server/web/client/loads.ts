import { LoadPanels } from "../view/load/load_panels.tsx";
import { type JsxRuntime, takeRuntime } from "./page_runtime.ts";

/** Gives out the view of loads, drawn by the Preact of the page that loads this file. */
export function createPanels(runtime: JsxRuntime): typeof LoadPanels {
  takeRuntime(runtime);
  return LoadPanels;
}
