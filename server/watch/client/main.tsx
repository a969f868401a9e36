/// <reference lib="dom" />
import { WatchPage } from "./watch_page.tsx";

const root = document.querySelector("#root");
if (root !== null) void new WatchPage(root).start();
