import { poolLimitsContract } from './pool-limits.ts';
import { poolContract } from './pool.ts';

for (const kind of ['solo', 'async', 'prefork', 'threads'] as const) {
  poolContract(kind);
  poolLimitsContract(kind);
}
