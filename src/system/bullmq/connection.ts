// A broker URL as connection options of BullMQ, which hands them to its Redis client.

import type { RedisOptions } from 'bullmq';
import { parseBrokerUrl } from '../../broker/index.ts';

/** Throws BAD_OPTION for what is not a broker URL. */
export function bullmqConnection(brokerUrl: string): RedisOptions {
  return Object.fromEntries(Object.entries(parseBrokerUrl(brokerUrl).options));
}
