import { runService } from "@netops/core/service";
import { createWatchApp } from "./app.ts";

if (import.meta.main) {
  await runService(() => {
    const app = createWatchApp();
    return Promise.resolve({ handler: (request) => app.fetch(request) });
  });
}
