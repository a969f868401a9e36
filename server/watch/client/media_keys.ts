/// <reference lib="dom" />
import type { PlayerActions } from "../view/actions.ts";
import { JUMP_MS } from "../view/control_bar.tsx";

/** Says to the system what plays, and listens to the keys of keyboards and headsets. */
export function offerMediaKeys(title: string, player: PlayerActions): void {
  const session = navigator.mediaSession;
  if (session === undefined) return;
  session.metadata = new MediaMetadata({ title, artist: "netops watch" });
  session.setActionHandler("play", () => player.toggle());
  session.setActionHandler("pause", () => player.toggle());
  session.setActionHandler("seekbackward", () => player.seekBy(-JUMP_MS));
  session.setActionHandler("seekforward", () => player.seekBy(JUMP_MS));
}

/** Nothing plays any more. */
export function releaseMediaKeys(): void {
  const session = navigator.mediaSession;
  if (session === undefined) return;
  session.metadata = null;
  for (const action of ["play", "pause", "seekbackward", "seekforward"] as const) {
    session.setActionHandler(action, null);
  }
}
