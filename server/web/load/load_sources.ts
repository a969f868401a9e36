import { once } from "../once.ts";
import type { LoadData, LoadDataOptions } from "./load_data.ts";
import type { LoadFolders } from "./load_folders.ts";

/** Where the page learns of loads. */
export interface LoadSources {
  readonly folders: () => Promise<LoadFolders>;
  readonly data: () => Promise<LoadData>;
}

/** Makes them for the first who looks at loads, so that the process starts without what checks their files. */
export function createLoadSources(
  options: Omit<LoadDataOptions, "folders"> & {
    /** Where the loads of this home are, a folder each. */
    readonly loadsDir: string;
  },
): LoadSources {
  const folders = once(async () => {
    const { LoadFolders } = await import("./load_folders.ts");
    return new LoadFolders(options.loadsDir);
  });
  const data = once(async () => {
    const { LoadData } = await import("./load_data.ts");
    return new LoadData({ ...options, folders: await folders() });
  });
  return { folders, data };
}
