/** The most instances an app can have: each holds a process and a port of this one machine. */
export const MOST_REPLICAS = 50;
