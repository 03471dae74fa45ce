export type {
  Broker,
  BrokerInfo,
  Consumer,
  ConsumerOptions,
  Delivery,
  Observer,
  OutgoingMessage,
  PendingResult,
  PriorityStep,
  QueueDepth,
  Receipt,
  ResultStore,
  Sender,
  StoredResult,
  StoredStatus,
} from './contract.ts';
export {
  decodeBody,
  decodeEnvelope,
  EMPTY_EMBED,
  encodeTask,
  formatCeleryDate,
  parseCeleryDate,
  reprArgs,
  reprKwargs,
  taskEncoder,
} from './message/index.ts';
export type {
  DecodedBody,
  DecodedEnvelope,
  EncodedBody,
  EncodedSignature,
  Malformed,
  OutgoingTask,
  TaskEmbed,
  TaskEncoder,
  TaskHeader,
  TaskTemplate,
  TimeLimitSec,
} from './message/index.ts';
export { connectBroker, parseBrokerUrl } from './redis/index.ts';
export type { ConnectOptions } from './redis/index.ts';
export { chooseBroker, startEmbeddedBroker, startPrivateRedis } from './own/index.ts';
export type {
  BrokerChoice,
  ChosenBroker,
  EmbeddedBrokerOptions,
  OwnBroker,
  PrivateRedisOptions,
} from './own/index.ts';
