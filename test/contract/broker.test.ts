import { startEmbeddedBroker } from '../../src/broker/index.ts';
import { SKIP_WITHOUT_REDIS, startTestRedis } from '../redis-server.ts';
import { brokerContract } from './broker.ts';

const on = (port: number | undefined): { readonly port?: number } => (port === undefined ? {} : { port });

brokerContract({
  name: 'a real Redis',
  skip: SKIP_WITHOUT_REDIS,
  start: (port) => startTestRedis(on(port)),
});
brokerContract({ name: 'the embedded broker', skip: false, start: (port) => startEmbeddedBroker(on(port)) });
