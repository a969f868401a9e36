import type { HeldTitle, PackagedFile, TitlePackage } from "@netops/core/contracts";
import { cmsdStatic } from "./cmsd.ts";
import { type FileKind, typeOfFile } from "./content_type.ts";

/** One file that may be served, with everything that its answers have in common. */
export interface ServedFile extends PackagedFile, HeldTitle {
  readonly kind: FileKind;
  /** Strong, of the content: `"<first 16 digits of the hash>"`. */
  readonly etag: string;
  readonly contentType: string;
  /** Where a player begins: the master playlist or the MPD. */
  readonly isEntry: boolean;
  readonly cmsdStatic: string;
}

/**
 * Everything that may be served, by the path it is asked by.
 *
 * What is not in here does not exist: no path of a request ever becomes the path of a file.
 */
export class Inventory {
  readonly #files = new Map<string, ServedFile>();
  readonly #packages = new Map<string, TitlePackage>();

  /** Finds a file by its raw path, `/<titleId>/<version>/<path>`. */
  find(path: string): ServedFile | undefined {
    return this.#files.get(path);
  }

  /** The package of a title that is held as a whole. */
  packageOf({ titleId, version }: HeldTitle): TitlePackage | undefined {
    return this.#packages.get(`${titleId}/${version}`);
  }

  /** Every title that is held as a whole. */
  get packages(): readonly TitlePackage[] {
    return [...this.#packages.values()];
  }

  /** Begins to serve a title; every file of it must be there. */
  add(title: TitlePackage): void {
    this.#packages.set(`${title.titleId}/${title.version}`, title);
    for (const file of title.files) {
      this.#files.set(pathOf(title, file), serve(title, file));
    }
  }

  /** Serves a title no longer. */
  remove(held: HeldTitle): void {
    const title = this.packageOf(held);
    if (title === undefined) return;
    this.#packages.delete(`${title.titleId}/${title.version}`);
    for (const file of title.files) this.#files.delete(pathOf(title, file));
  }

  /** The hashes of all that is held, each once, with the size. */
  objects(): Map<string, number> {
    const objects = new Map<string, number>();
    for (const { files } of this.#packages.values()) {
      for (const { sha256, sizeBytes } of files) objects.set(sha256, sizeBytes);
    }
    return objects;
  }
}

function pathOf({ titleId, version }: HeldTitle, { path }: PackagedFile): string {
  return `/${titleId}/${version}/${path}`;
}

function serve(title: TitlePackage, file: PackagedFile): ServedFile {
  const { titleId, version } = title;
  return {
    ...{ titleId, version, path: file.path, sizeBytes: file.sizeBytes, sha256: file.sha256 },
    ...typeOfFile(file.path),
    etag: `"${file.sha256.slice(0, 16)}"`,
    isEntry: file.path === "master.m3u8" || file.path === "manifest.mpd",
    cmsdStatic: cmsdStatic(title, file.path),
  };
}
