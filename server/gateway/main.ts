import { runService } from "@netops/core/service";
import { buildGateway } from "./app.ts";

await runService(buildGateway);
