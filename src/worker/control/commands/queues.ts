// Commands that change which queues are consumed.

import * as z from 'zod';
import { defineCommand, type Command } from '../command.ts';

const queueName = z.string().min(1);

export const QUEUE_COMMANDS: readonly Command[] = [
  defineCommand({
    name: 'add_consumer',
    arguments: z.object({
      queue: queueName,
      exchange: z.string().nullish(),
      exchange_type: z.string().nullish(),
      routing_key: z.string().nullish(),
    }),
    run: async ({ steering, bind, log }, { queue, exchange, routing_key: routingKey }) => {
      // Whoever publishes to a named exchange looks there for the queues that want it.
      if (exchange !== undefined && exchange !== null && exchange !== '') {
        await bind({ exchange, routingKey: routingKey ?? queue, queue });
      }
      steering.addQueue(queue);
      log.info(`Started consuming from ${queue}`);
      return { ok: `add consumer ${queue}` };
    },
  }),
  defineCommand({
    name: 'cancel_consumer',
    arguments: z.object({ queue: queueName }),
    run: ({ steering, log }, { queue }) => {
      steering.cancelQueue(queue);
      log.info(`Canceling queue ${queue}`);
      return { ok: `no longer consuming from ${queue}` };
    },
  }),
];
