export { askServer, connectBroker } from './broker.ts';
export type { ConnectOptions } from './broker.ts';
export { parseBrokerUrl } from './address.ts';
export { timingBeside } from './timing.ts';
