// Finds BullMQ. It is not brought along: whoever compares with it has it beside what is tested.

import type { Queue, Worker } from 'bullmq';
import * as z from 'zod';
import { HeadcountError } from '../../errors/index.ts';
import { loadOptional, PACKAGE_PLACES } from '../optional-package.ts';

export interface Bullmq {
  readonly Queue: typeof Queue;
  readonly Worker: typeof Worker;
  /** "6.7.0". */
  readonly version: string;
}

const INSTALL = 'bullmq@6';
/** Its options, counts and events are those that we use. */
const OLDEST_MAJOR = 6;

const manifestSchema = z.object({ version: z.string() });

/** From where the run was started, else from beside headcount. `places` are files there. Throws MISSING_PACKAGE. */
export function loadBullmq(places: readonly string[] = PACKAGE_PLACES): Bullmq {
  const wanted = { install: INSTALL, neededBy: 'workers of system bullmq' };
  const loaded = loadOptional({ name: 'bullmq', ...wanted, isIt: isBullmq }, places);
  const manifest = loadOptional({ name: 'bullmq/package.json', ...wanted, isIt: isManifest }, places);
  checkVersion(manifest.version);
  return { Queue: loaded.Queue, Worker: loaded.Worker, version: manifest.version };
}

function checkVersion(version: string): void {
  if (Number.parseInt(version, 10) >= OLDEST_MAJOR) return;
  throw new HeadcountError('MISSING_PACKAGE', `BullMQ ${version} is too old to be put under load`, {
    hint: `Version ${OLDEST_MAJOR} or newer is needed: npm install ${INSTALL}`,
  });
}

function isBullmq(loaded: unknown): loaded is Pick<Bullmq, 'Queue' | 'Worker'> {
  return typeof loaded === 'object' && loaded !== null && 'Queue' in loaded && 'Worker' in loaded;
}

function isManifest(loaded: unknown): loaded is z.infer<typeof manifestSchema> {
  return manifestSchema.safeParse(loaded).success;
}
