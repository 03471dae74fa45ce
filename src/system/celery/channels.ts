// A fleet's own names for remote control and events: other workers on the same broker are not told of it, and what it
// leaves there can be deleted without asking whose it is.

import { randomBytes } from 'node:crypto';
import { connectBroker } from '../../broker/index.ts';
import { HeadcountError } from '../../errors/index.ts';
import type { FleetSpec } from '../contract.ts';

export interface CeleryChannels {
  readonly control: string;
  readonly events: string;
}

export function newChannels(): CeleryChannels {
  const id = randomBytes(6).toString('hex');
  return { control: `headcount.${id}.control`, events: `headcount.${id}.events` };
}

/** Deletes what Celery workers, also killed ones, leave on the broker: who listens to which exchange. */
export async function forgetFleet(spec: FleetSpec, channels: CeleryChannels): Promise<void> {
  const exchanges = [
    ...spec.groups.flatMap(({ queues }) => queues),
    `${channels.control}.pidbox`,
    `reply.${channels.control}.pidbox`,
    channels.events,
  ];
  try {
    await using broker = await connectBroker(spec.brokerUrl);
    await broker.observer.forgetExchanges(exchanges);
  } catch (error) {
    // A broker that is gone has been noticed by everybody.
    if (!(error instanceof HeadcountError) || error.code !== 'BROKER_UNREACHABLE') throw error;
  }
}
