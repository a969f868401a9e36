import { join } from "node:path";
import type { TitlePackage } from "@netops/core/contracts";
import { firstBoxType } from "./init_segment.ts";
import { hashOf, versionOf } from "./package_title.ts";

const SEGMENT_BOXES = ["styp", "moof", "sidx", "emsg", "prft"];

/**
 * Reads every file of a title again, and checks that it is what the package says.
 *
 * @throws {RangeError} naming the first file that is not
 */
export async function verifyTitle(dir: string, title: TitlePackage): Promise<void> {
  for (const file of title.files) {
    const bytes = await Deno.readFile(join(dir, file.path));
    if (bytes.byteLength !== file.sizeBytes || await hashOf(bytes) !== file.sha256) {
      throw new RangeError(`${file.path} changed since it was packaged`);
    }
    const isInit = file.path.endsWith(".mp4");
    const box = firstBoxType(bytes);
    if (isInit && box !== "ftyp") throw new RangeError(`${file.path} begins with "${box}"`);
    if (file.path.endsWith(".m4s") && !SEGMENT_BOXES.includes(box)) {
      throw new RangeError(`${file.path} begins with "${box}"`);
    }
  }
  if (await versionOf(title.files) !== title.version) {
    throw new RangeError("the version is not that of the files");
  }
}

/** Whether every file is there with the size that the package says: cheap enough for a start. */
export function isComplete(dir: string, title: TitlePackage): boolean {
  return title.files.every(({ path, sizeBytes }) => {
    try {
      return Deno.statSync(join(dir, path)).size === sizeBytes;
    } catch (error) {
      if (error instanceof Deno.errors.NotFound) return false;
      throw error;
    }
  });
}
