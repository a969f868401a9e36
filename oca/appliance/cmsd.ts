import type { TitlePackage } from "@netops/core/contracts";
import { isInDuress } from "../duress.ts";
import { typeOfFile } from "./content_type.ts";

/**
 * The constant part of what a server says about an object: kind, stream type, duration, bitrate.
 *
 * Source: CTA-5006, Common Media Server Data.
 */
export function cmsdStatic(title: TitlePackage, path: string): string {
  const [folder = ""] = path.split("/");
  const { kind } = typeOfFile(path);
  if (kind === "hls") return "ot=m,sf=h,st=v";
  if (kind === "dash") return "ot=m,sf=d,st=v";
  if (path.endsWith(".vtt")) return "ot=c,st=v";
  if (kind !== "media") return "ot=o";
  if (path.endsWith("/init.mp4")) return "ot=i,st=v";
  const rung = title.rungs.find(({ name }) => name === folder);
  const track = rung ?? title.audio.find(({ name }) => name === folder);
  const bitrate = track === undefined ? "" : `,br=${Math.round(track.bitrateBps / 1_000)}`;
  return `ot=${rung === undefined ? "a" : "v"},st=v,d=${title.segmentMs}${bitrate}`;
}

/** What the changing part is made of. */
export interface ServerLoad {
  readonly oca: string;
  readonly egressBps: number;
  readonly capacityBps: number;
  readonly sessions: number;
}

/**
 * The changing part: the throughput that one more session may expect, and duress.
 *
 * etp = max(capacity − egress, capacity / (sessions + 1)), in kb/s, rounded to 100.
 */
export function cmsdDynamic({ oca, egressBps, capacityBps, sessions }: ServerLoad): string {
  const freeBps = Math.max(capacityBps - egressBps, capacityBps / (sessions + 1));
  const etp = Math.max(100, Math.round(freeBps / 100_000) * 100);
  return `"${oca}";etp=${etp}${isInDuress(egressBps / capacityBps) ? ";du" : ""}`;
}
