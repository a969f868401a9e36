/**
 * What others may know of kv: how the token of a database is made.
 *
 * @module
 */
export { databaseId, databaseToken } from "@netops/core";
