import { env } from 'node:process';
import { createSystem } from '../../src/system/index.ts';
import { SKIP_WITHOUT_REDIS } from '../redis-server.ts';
import { systemContract, systemPoolsContract } from './system.ts';

const headcount = {
  create: () => createSystem('headcount', env),
  pools: ['solo', 'prefork', 'threads', 'async'],
  skip: SKIP_WITHOUT_REDIS,
};
systemContract('headcount', headcount);
systemPoolsContract('headcount', headcount);
