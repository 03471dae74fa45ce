export { Deadline } from './deadline.ts';
export { deferred } from './deferred.ts';
export type { Deferred } from './deferred.ts';
export type { Service } from './service.ts';
