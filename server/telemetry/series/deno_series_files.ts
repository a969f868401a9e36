import type { SeriesFiles } from "./series_files.ts";

/**
 * Keeps the files of a series store in a folder, which is made with the first of them.
 *
 * Synchronous on purpose: one write a second of some 20 KB takes less than the round through the thread
 * pool would, and a step is either written or not when `commit` returns.
 */
export function createDenoSeriesFiles(folder: string): SeriesFiles {
  const path = (name: string) => `${folder}/${name}`;
  return {
    list() {
      try {
        return [...Deno.readDirSync(folder)].filter(({ isFile }) => isFile).map(({ name }) => name);
      } catch (thrown) {
        if (thrown instanceof Deno.errors.NotFound) return [];
        throw thrown;
      }
    },
    size: (name) => Deno.statSync(path(name)).size,
    read: (name) => Deno.readFileSync(path(name)),
    append(name, bytes) {
      using file = openToAppend(folder, path(name));
      for (let at = 0; at < bytes.length;) at += file.writeSync(bytes.subarray(at));
    },
    sync(name) {
      using file = Deno.openSync(path(name), { write: true });
      file.syncDataSync();
    },
    rename: (from, to) => Deno.renameSync(path(from), path(to)),
    remove(name) {
      try {
        Deno.removeSync(path(name));
      } catch (thrown) {
        if (!(thrown instanceof Deno.errors.NotFound)) throw thrown;
      }
    },
  };
}

function openToAppend(folder: string, path: string): Deno.FsFile {
  const options = { append: true, create: true, mode: 0o600 };
  try {
    return Deno.openSync(path, options);
  } catch (thrown) {
    if (!(thrown instanceof Deno.errors.NotFound)) throw thrown;
    Deno.mkdirSync(folder, { recursive: true, mode: 0o700 });
    return Deno.openSync(path, options);
  }
}
