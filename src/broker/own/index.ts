export { chooseBroker } from './choose.ts';
export type { BrokerChoice, ChosenBroker } from './choose.ts';
export { startEmbeddedBroker } from './embedded-process.ts';
export type { EmbeddedBrokerOptions } from './embedded-process.ts';
export type { OwnBroker } from './own-broker.ts';
export { startPrivateRedis } from './private-redis.ts';
export type { PrivateRedisOptions } from './private-redis.ts';
