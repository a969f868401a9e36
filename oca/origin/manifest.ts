import type { PlatformApp } from "@netops/core/contracts";

/** origin as data: what fleet starts. */
export const ORIGIN_APP: PlatformApp = {
  app: "origin",
  entry: "oca/origin/main.ts",
  replicas: { lite: 1, std: 1, full: 1 },
  placement: "none",
  // Whether ffmpeg is there is known from PATH, and whether a movie fits from the file system.
  permissions: ["--allow-run=ffmpeg,ffprobe", "--allow-env=PATH", "--allow-sys=statfs"],
  usesKv: false,
  route: undefined,
  dependsOn: ["events"],
  config: {},
};
