// Constant service: the roots against exact values, and the closed form where it takes over.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import * as z from 'zod';
import { erlangC } from '../../../src/capacity/models/erlang.ts';
import { constantServiceWait, constantToExponentialRatio } from '../../../src/capacity/models/m-d-c.ts';
import { predictWait, waitPercentile } from '../../../src/capacity/models/wait.ts';
import { ms, perSecond } from '../../../src/units/index.ts';
import { near, referenceCases } from '../reference.ts';

const inputs = z.object({ c: z.number(), rho: z.number(), serviceTime: z.number() });

describe('M/D/c', () => {
  for (const one of referenceCases(
    'm-d-c',
    inputs,
    z.object({ exactWq: z.number(), exactProbWait: z.number() }),
  )) {
    it(`is exact for ${one.name}`, () => {
      const { c, rho, serviceTime } = one.inputs;
      const { meanQueue, waitProbability } = constantServiceWait(c, c * rho);
      near((meanQueue / (c * rho)) * serviceTime, one.expected.exactWq, 1e-10);
      near(waitProbability, one.expected.exactProbWait, 1e-10);
    });

    it(`is what the model answers for scv 0 in ${one.name}`, () => {
      const { c, rho, serviceTime } = one.inputs;
      const ratePerSec = perSecond((c * rho) / serviceTime);
      const law = predictWait({ ratePerSec, slots: c, serviceMs: ms(serviceTime * 1000), serviceScv: 0 });
      near(law.meanMs / 1000, one.expected.exactWq, 1e-9);
    });
  }

  it('has percentiles within 15 % by the exponential tail, the far ones never short by more than 3 %', () => {
    const cases = referenceCases(
      'm-d-c',
      inputs,
      z.object({ waitPercentiles: z.object({ p95: z.number(), p99: z.number(), p999: z.number() }) }),
    );
    for (const { name, inputs: given, expected } of cases) {
      const { c, rho } = given;
      const law = predictWait({
        ratePerSec: perSecond(c * rho),
        slots: c,
        serviceMs: ms(1000),
        serviceScv: 0,
      });
      const { p95, p99, p999 } = expected.waitPercentiles;
      for (const [p, seconds] of [
        [0.95, p95],
        [0.99, p99],
        [0.999, p999],
      ] as const) {
        near(waitPercentile(law, p) / 1000, seconds, 0.15, `${name} p${p}`);
        assert.ok(waitPercentile(law, p) / 1000 > 0.97 * seconds, `${name} p${p}`);
      }
    }
  });

  it('lies between half the wait of M/M/c and its light-traffic limit, for any number of servers', () => {
    for (const c of [1, 2, 7, 64, 999, 1000, 1001, 20_000]) {
      for (const rho of [0.001, 0.3, 0.7, 0.95, 0.9999]) {
        const r = constantToExponentialRatio(c, c * rho, erlangC(c, c * rho));
        assert.ok(r >= 0.5 && r <= c / (c + 1), `${c} ${rho} ${r}`);
      }
    }
  });

  it('changes by less than 2 % where the closed form takes over from the roots', () => {
    for (const rho of [0.97, 0.98, 0.99, 0.999]) {
      const exact = constantToExponentialRatio(1000, 1000 * rho, erlangC(1000, 1000 * rho));
      const closed = constantToExponentialRatio(1001, 1001 * rho, erlangC(1001, 1001 * rho));
      near(closed, exact, 0.02, `rho ${rho}`);
    }
  });
});
