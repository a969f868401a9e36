import assert from "node:assert/strict";
import { tellingLines } from "./telling_lines.ts";

Deno.test("what a program died of is among its last telling lines, whatever its runtime prints around it", () => {
  const node = `node:internal/modules/cjs/loader:1210
  throw err;
  ^

Error: Cannot find module '/app/server.mjs'
    at Module._resolveFilename (node:internal/modules/cjs/loader:1207:15)
    at node:internal/main/run_main_module:28:49 {
  code: 'MODULE_NOT_FOUND',
  requireStack: []
}

Node.js v20.20.2`;
  const python = `Traceback (most recent call last):
  File "/app/server.py", line 3, in <module>
    main()
    ~~~~^^
ZeroDivisionError: division by zero`;
  const java = `Exception in thread "main" java.lang.IllegalStateException: no port
	at shop.Server.main(Server.java:9)
	... 3 more`;
  const go = `panic: no port

goroutine 1 [running]:
main.main()
	/app/server.go:9 +0x1d
exit status 2`;
  const cases = [
    [node, "Error: Cannot find module '/app/server.mjs'"],
    [python, "ZeroDivisionError: division by zero"],
    [java, 'Exception in thread "main" java.lang.IllegalStateException: no port'],
    [go, "panic: no port"],
  ] as const;
  for (const [text, line] of cases) {
    const told = tellingLines(text.split("\n"), 3);
    assert.ok(told.includes(line), told.join(" | "));
  }
});

Deno.test("lines that all say nothing are better than none", () => {
  assert.deepEqual(tellingLines(["}", "]", ""], 2), ["]", ""]);
  assert.deepEqual(tellingLines([], 2), []);
});
