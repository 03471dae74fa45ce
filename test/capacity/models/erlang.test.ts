// Erlang's formulas and the M/M/c wait against the reference cases, and far out.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import * as z from 'zod';
import { erlangB, erlangC } from '../../../src/capacity/models/erlang.ts';
import { predictWait, waitExceeds, waitPercentile } from '../../../src/capacity/models/wait.ts';
import type { WaitLaw } from '../../../src/capacity/models/wait.ts';
import { ms, perSecond } from '../../../src/units/index.ts';
import { near, referenceCases } from '../reference.ts';

/** M/M/c with service rate `mu` a second. */
function exponential(lambda: number, mu: number, c: number): WaitLaw {
  return predictWait({ ratePerSec: perSecond(lambda), slots: c, serviceMs: ms(1000 / mu), serviceScv: 1 });
}

const queue = z.object({ lambda: z.number(), mu: z.number(), c: z.number() });
const percentiles = z.object({
  p50: z.number(),
  p90: z.number(),
  p95: z.number(),
  p99: z.number(),
  p999: z.number(),
});

describe('Erlang C', () => {
  for (const { name, inputs, expected } of referenceCases(
    'erlang-c',
    queue,
    z.object({ probWait: z.number(), Wq: z.number() }),
  )) {
    it(`gives P(wait) and mean wait of ${name}`, () => {
      const law = exponential(inputs.lambda, inputs.mu, inputs.c);
      near(law.waitProbability, expected.probWait, 1e-12);
      near(law.meanMs / 1000, expected.Wq, 1e-12);
    });
  }

  for (const { name, inputs, expected } of referenceCases(
    'erlang-c',
    queue,
    z.object({ waitPercentiles: percentiles }),
  )) {
    it(`gives the wait percentiles of ${name}`, () => {
      const law = exponential(inputs.lambda, inputs.mu, inputs.c);
      const { p50, p90, p95, p99, p999 } = expected.waitPercentiles;
      const wanted = [
        [0.5, p50],
        [0.9, p90],
        [0.95, p95],
        [0.99, p99],
        [0.999, p999],
      ] as const;
      for (const [p, seconds] of wanted) near(waitPercentile(law, p) / 1000, seconds, 1e-10, `p${p}`);
    });
  }

  it('gives the queue and the tail of the barber with one chair', () => {
    const [barber] = referenceCases(
      'erlang-c',
      queue.extend({ t: z.number() }),
      z.object({ Lq: z.number(), probWaitExceeds_t: z.number() }),
    );
    assert.ok(barber);
    const { lambda, mu, c, t } = barber.inputs;
    const law = exponential(lambda, mu, c);
    assert.ok(Math.abs((law.meanMs / 1000) * lambda - barber.expected.Lq) < 1e-7);
    assert.ok(Math.abs(waitExceeds(law, t * 1000) - barber.expected.probWaitExceeds_t) < 1e-7);
  });

  it('needs as many servers for a probability of waiting as the staffing cases say', () => {
    const cases = referenceCases(
      'staffing',
      z.object({ offeredLoad: z.number(), targetProbWait: z.number() }),
      z.object({ exactMinServers: z.number(), erlangCAtExact: z.number() }),
    );
    for (const { name, inputs, expected } of cases) {
      let servers = Math.ceil(inputs.offeredLoad);
      while (erlangC(servers, inputs.offeredLoad) > inputs.targetProbWait) servers++;
      assert.equal(servers, expected.exactMinServers, name);
      near(erlangC(servers, inputs.offeredLoad), expected.erlangCAtExact, 1e-10, name);
    }
  });

  it('equals the mean response of processor sharing on as many cores, whatever the service law', () => {
    const [sharing] = referenceCases(
      'processor-sharing',
      z.object({ cores: z.number(), rho: z.number() }),
      z.object({ meanResponseAnyServiceLaw: z.number() }),
    );
    assert.ok(sharing);
    const { cores, rho } = sharing.inputs;
    const law = exponential(cores * rho, 1, cores);
    near(law.meanMs / 1000 + 1, sharing.expected.meanResponseAnyServiceLaw, 1e-10);
  });

  it('stays a probability for hundreds of thousands of servers', () => {
    for (const servers of [5000, 100_000, 300_000]) {
      for (const utilization of [0.1, 0.9, 0.999, 0.999999]) {
        const probability = erlangC(servers, servers * utilization);
        assert.ok(probability >= 0 && probability < 1, `${servers} ${utilization} ${probability}`);
      }
    }
    near(erlangC(100_000, 100_000 - Math.sqrt(100_000)), 0.2234, 0.01);
  });

  it('is 1 without spare servers and 0 without load', () => {
    assert.equal(erlangC(4, 4), 1);
    assert.equal(erlangC(4, 5), 1);
    assert.equal(erlangC(4, 0), 0);
    assert.equal(erlangB(0, 3), 1);
  });

  it('falls with every server and rises with load', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 400 }),
        fc.double({ min: 0.01, max: 0.99, noNaN: true }),
        (c, rho) => {
          const load = c * rho;
          assert.ok(erlangC(c + 1, load) <= erlangC(c, load));
          assert.ok(erlangC(c, load * 1.005) >= erlangC(c, load));
        },
      ),
      { numRuns: 200 },
    );
  });
});
