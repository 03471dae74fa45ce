import { env } from 'node:process';
import { createSystem } from '../../src/system/index.ts';
import { SKIP_WITHOUT_REDIS } from '../redis-server.ts';
import { systemContract, systemPoolsContract } from './system.ts';

const bullmq = {
  create: () => createSystem('bullmq', env),
  pools: ['solo', 'prefork', 'threads', 'async'],
  skip: SKIP_WITHOUT_REDIS,
};
systemContract('bullmq', bullmq);
systemPoolsContract('bullmq', bullmq);
