/**
 * Clients of netops: discovery, balancing, calls with policies, fleet client, event sink.
 *
 * @module
 */
export { createDiscovery, type Discovery, type DiscoveryOptions } from "./discovery.ts";
export { faultyDiscovery } from "./faulty_discovery.ts";
export { AddressLinks, linkWebSockets } from "./address_links.ts";
export { InstanceClients, type InstanceClientsOptions } from "./instance_clients.ts";
export { createRoutesWatch, type RoutesWatch, type RoutesWatchOptions } from "./routes_watch.ts";
export {
  chooseServerGroup,
  cohortPosition,
  type RouteChoice,
  type RouteFacts,
} from "./route_choice.ts";
export { createUpstream, type Upstream, type UpstreamOptions } from "./upstream.ts";
export type {
  AttemptContext,
  UpstreamAttempt,
  UpstreamRequest,
  UpstreamResult,
} from "./upstream_request.ts";
export { type Caller, type CallerOptions, type CallerRequest, createCaller } from "./caller.ts";
export { type BufferedEventSink, createEventSink, type EventSinkOptions } from "./event_sink.ts";
export {
  type AppAction,
  type AppChange,
  createFleetClient,
  type EventsQuery,
  type FleetClient,
  type FleetClientOptions,
  type LogsQuery,
} from "./fleet_client.ts";
export type { GroupCalls } from "./group_calls.ts";
export { createHttpEventLog, type HttpEventLogOptions } from "./http_event_log.ts";
export type { EventLogRequest, EventLogWireOptions } from "./event_log_wire.ts";
export {
  type BackgroundProducer,
  type BackgroundProducerOptions,
  createBackgroundProducer,
} from "./background_producer.ts";
export {
  createTitlesMirror,
  type TitlesMirror,
  type TitlesMirrorOptions,
} from "./titles_mirror.ts";
export { readSse, type SseMessage } from "./sse.ts";
export { isLoopback } from "./loopback.ts";
export { createSignatureCheck, type SignedInstance } from "../nouns/instance_signature.ts";
export type { ClientMetrics, MetricLabels } from "./metrics.ts";
