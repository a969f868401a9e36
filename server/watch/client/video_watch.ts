/// <reference lib="dom" />

/** What the video element says, in the player's words. */
export interface VideoEvents {
  /** The picture moves. */
  moves(): void;
  /** The picture stands for want of data. */
  waits(): void;
  seeks(): void;
  pauses(): void;
  ends(): void;
  /** The element itself failed to decode. */
  breaks(what: string): void;
  /** Position, buffer or volume may have changed. */
  ticks(): void;
}

const TICK_MS = 250;

/** Listens to a video element until it is told to stop. */
export function watchVideo(video: HTMLVideoElement, events: VideoEvents): () => void {
  const stop = new AbortController();
  const on = (name: string, listener: () => void) =>
    video.addEventListener(name, listener, { signal: stop.signal });
  let lastPositionS = -1;
  on("playing", () => events.moves());
  on("waiting", () => {
    if (!video.paused && !video.ended) events.waits();
  });
  on("seeking", () => events.seeks());
  on("pause", () => {
    if (!video.ended) events.pauses();
  });
  on("ended", () => events.ends());
  on("error", () => {
    // Leaving takes the source away, which is no failure.
    if (video.error !== null && video.getAttribute("src") !== null) {
      events.breaks(video.error.message || `media error ${video.error.code}`);
    }
  });
  on("volumechange", () => events.ticks());
  on("timeupdate", () => {
    // `playing` may be missing after a stall that ended by itself.
    if (!video.paused && !video.seeking && video.currentTime > lastPositionS) events.moves();
    lastPositionS = video.currentTime;
    events.ticks();
  });
  const timer = setInterval(() => events.ticks(), TICK_MS);
  return () => {
    clearInterval(timer);
    stop.abort();
  };
}

/** How much is ready beyond the position. */
export function bufferedMs(video: HTMLVideoElement): number {
  const { buffered, currentTime } = video;
  for (let index = 0; index < buffered.length; index++) {
    const [start, end] = [buffered.start(index), buffered.end(index)];
    if (currentTime >= start - 0.1 && currentTime <= end) return (end - currentTime) * 1_000;
  }
  return 0;
}
