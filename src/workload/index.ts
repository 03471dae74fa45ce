export type { ArrivalLaw, BodyKind, DurationLaw, TaskProfile, Workload } from './contract.ts';
