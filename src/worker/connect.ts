// The worker's brokers: where its messages come from, and where its results go.

import { connectBroker, timingBeside, type Broker } from '../broker/index.ts';
import type { WorkerSettings } from './options.ts';

export interface Brokers {
  readonly broker: Broker;
  /** The same one where no other was named. */
  readonly backend: Broker;
}

/** Rejects, holding nothing, when one of them cannot be reached. */
export async function connectBrokers(settings: WorkerSettings): Promise<Brokers> {
  const { visibilityTimeout, app } = settings;
  const { resultExpiresSec } = app;
  const timing = visibilityTimeout === undefined ? {} : timingBeside(visibilityTimeout * 1000);
  const broker = await connectBroker(settings.broker, { timing, resultExpiresSec });
  if (settings.resultBackend === settings.broker) return { broker, backend: broker };
  try {
    return { broker, backend: await connectBroker(settings.resultBackend, { resultExpiresSec }) };
  } catch (error) {
    await broker.close();
    throw error;
  }
}
