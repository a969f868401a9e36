/// <reference lib="dom" />

/** Wide enough to stand behind words. */
const MOST_WIDTH = 640;

/** Keeps the picture that an element shows, before its source is taken away. */
export function keepStill(video: HTMLVideoElement): void {
  const canvas = stillOf(video);
  const { videoWidth, videoHeight } = video;
  if (canvas === null || videoWidth === 0 || video.readyState < video.HAVE_CURRENT_DATA) return;
  canvas.width = Math.min(MOST_WIDTH, videoWidth);
  canvas.height = Math.round(canvas.width * videoHeight / videoWidth);
  canvas.getContext("2d")?.drawImage(video, 0, 0, canvas.width, canvas.height);
  canvas.hidden = false;
}

/** The element shows a picture of its own again. */
export function dropStill(video: HTMLVideoElement): void {
  const canvas = stillOf(video);
  if (canvas !== null) canvas.hidden = true;
}

function stillOf(video: HTMLVideoElement): HTMLCanvasElement | null {
  return video.parentElement?.querySelector("canvas") ?? null;
}
