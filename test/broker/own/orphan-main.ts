// Starts a broker of our own, prints its process id, and waits to be killed.

import { startEmbeddedBroker } from '../../../src/broker/index.ts';
import { startTestRedis } from '../../redis-server.ts';

const broker = await (process.argv[2] === 'embedded' ? startEmbeddedBroker() : startTestRedis());
process.stdout.write(`${broker.pid}\n`);
