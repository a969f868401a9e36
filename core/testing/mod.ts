/**
 * Fakes of every port, for tests.
 *
 * @module
 */
export { FakeClock } from "./fake_clock.ts";
export { FakeEventLog, type FakeEventLogOptions } from "./fake_event_log.ts";
export { FakeTimer } from "./fake_timer.ts";
export { RecordingEventSink, RecordingLogger } from "./recording.ts";
export { ScriptedHttpClient } from "./scripted_http_client.ts";
export { createFixedRng } from "./fixed_rng.ts";
