/**
 * The player: a viewer's whole way over real HTTP, from sign-up to the last beacon, in real time.
 *
 * @module
 */
export { type DriveOptions, driveViewer, type ViewerWatcher } from "./drive_viewer.ts";
export { fetchRequest } from "./fetch_request.ts";
export {
  type CallAttempt,
  type GatewayCall,
  GatewayClient,
  type GatewayClientOptions,
} from "./gateway_client.ts";
export {
  type PlayedSession,
  playSession,
  type PlaySessionOptions,
  type SessionWatcher,
} from "./play_session.ts";
export { type Credentials, ViewerAccount, VIEWERS_PER_ACCOUNT } from "./viewer_account.ts";
