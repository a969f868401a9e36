import type { PlanName } from "@netops/core/contracts";
import type { EngineName } from "./route.ts";
import type { Panel, Question } from "./page_state.ts";

/** What people can do with the player. */
export interface PlayerActions {
  toggle(): void;
  seekTo(positionMs: number): void;
  seekBy(deltaMs: number): void;
  takeVolume(volumeRatio: number): void;
  toggleMute(): void;
  takeRung(index: number): void;
  takeEngine(engine: EngineName): void;
  takeCaption(index: number): void;
  toggleCaptions(): void;
  toggleFullscreen(): void;
  togglePicture(): void;
  /** Plays the same title from the beginning. */
  replay(): void;
  /** Tries again after a failure, at the same position. */
  retry(): void;
}

/** What people can do on the page. */
export interface Actions {
  signIn(form: FormData): void;
  signUp(form: FormData): void;
  signOut(): void;
  chooseProfile(id: string): void;
  addProfile(form: FormData): void;
  removeProfile(id: string): void;
  search(query: string): void;
  /** Fetches again what the view needs. */
  reload(): void;
  openMenu(isOpen: boolean): void;
  takePlan(plan: PlanName): void;
  exportData(): void;
  /** Asks before something is done, or takes the question back. */
  ask(question: Question | undefined): void;
  erase(form: FormData): void;
  endStream(sessionId: string): void;
  openPanel(panel: Panel): void;
  /** Somebody is there: shows the controls for a while. */
  touchPlayer(): void;
  /** A finger or a button goes down in the player. */
  pressPlayer(isTouch: boolean): void;
  /** The picture is clicked, or tapped with a finger. */
  tapPicture(): void;
  dismissNotice(): void;
  takeShortcuts(areOn: boolean): void;
  readonly player: PlayerActions;
  /** Gets the elements that the player plays into. */
  readonly attachVideo: (video: HTMLVideoElement | null) => void;
}
