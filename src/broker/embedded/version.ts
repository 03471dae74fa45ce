// What the embedded broker says it is.

/** Its own version. */
export const EMBEDDED_VERSION = '1.0';
/** The Redis whose behaviour it shows, for clients that ask. */
export const REDIS_VERSION = '7.0.0';
