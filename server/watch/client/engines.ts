/// <reference lib="dom" />
import type { Engine, EngineEvents } from "../player/engine.ts";
import type { EngineName } from "../view/route.ts";
import { DashEngine } from "./dash_engine.ts";
import { HlsEngine } from "./hls_engine.ts";

/** Makes an engine that plays into a video element. */
export type CreateEngine = (video: HTMLVideoElement, events: EngineEvents) => Engine;

/**
 * Loads one of the two players when it is first needed; they are ten times as large as the page.
 *
 * @throws {TypeError} when the file cannot be had.
 */
export async function loadEngine(name: EngineName): Promise<CreateEngine> {
  const data = document.querySelector("#players")?.textContent ?? "{}";
  const urls = JSON.parse(data) as Record<EngineName, string>;
  const module = await import(urls[name]);
  return name === "hls"
    ? (video, events) => new HlsEngine(module, video, events)
    : (video, events) => new DashEngine(module, video, events);
}
