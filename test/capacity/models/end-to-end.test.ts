// Wait plus service: the closed form, the convolution, and how they agree.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { endToEndExceeds, endToEndPercentile } from '../../../src/capacity/models/end-to-end.ts';
import {
  assumedService,
  measuredService,
  servicePercentile,
} from '../../../src/capacity/models/service-law.ts';
import type { ServiceLaw } from '../../../src/capacity/models/service-law.ts';
import { predictWait, waitPercentile } from '../../../src/capacity/models/wait.ts';
import { ms, perSecond } from '../../../src/units/index.ts';
import { near } from '../reference.ts';

const queue = (c: number, rho: number, serviceScv: number) =>
  predictWait({ ratePerSec: perSecond(c * rho), slots: c, serviceMs: ms(1000), serviceScv });

const meanOf = (service: ServiceLaw): number =>
  service.law === 'exponential'
    ? service.meanMs
    : service.atoms.reduce((sum, { valueMs, weight }) => sum + valueMs * weight, 0);

describe('end-to-end time', () => {
  it('is exponential with mean S/(1-rho) in M/M/1', () => {
    const law = queue(1, 0.75, 1);
    for (const p of [0.5, 0.9, 0.95, 0.99, 0.999]) {
      near(endToEndPercentile(law, assumedService(ms(1000), 1), p), -4000 * Math.log(1 - p), 1e-9, `p${p}`);
    }
  });

  it('is smooth where the wait decays as fast as the service', () => {
    const service = assumedService(ms(1000), 1);
    // c(1 - rho) = 1: the means of both exponentials agree.
    const [below, at, above] = [0.7499999, 0.75, 0.7500001].map((rho) =>
      endToEndExceeds(queue(4, rho, 1), service, 3000),
    );
    assert.ok(below !== undefined && at !== undefined && above !== undefined);
    near(at, (below + above) / 2, 1e-5);
  });

  it('agrees between the closed form and the convolution over atoms', () => {
    const exact: ServiceLaw = { law: 'exponential', meanMs: ms(1000) };
    const sliced = measuredService({ quantileMs: (p) => -1000 * Math.log(1 - p) }, ms(1000));
    for (const [c, rho] of [
      [1, 0.5],
      [4, 0.9],
      [32, 0.9],
      [100, 0.8],
    ] as const) {
      const law = queue(c, rho, 1);
      for (const p of [0.5, 0.95, 0.99, 0.999]) {
        near(
          endToEndPercentile(law, sliced, p),
          endToEndPercentile(law, exact, p),
          0.015,
          `${c} ${rho} p${p}`,
        );
      }
    }
  });

  it('is at most the sum of the percentiles and at least the larger of both', () => {
    for (const scv of [0, 0.3, 1, 2.5]) {
      const law = queue(4, 0.85, scv);
      const service = assumedService(ms(1000), scv);
      for (const p of [0.9, 0.95, 0.99]) {
        const wait = waitPercentile(law, p);
        const body = servicePercentile(service, p);
        const sum = endToEndPercentile(law, service, p);
        assert.ok(sum >= Math.max(wait, body) * 0.98, `${scv} p${p}: ${sum} ${wait} ${body}`);
        assert.ok(sum <= (wait + body) * 1.02, `${scv} p${p}: ${sum} ${wait} ${body}`);
      }
    }
  });

  it('is the wait shifted by a constant service', () => {
    const law = queue(8, 0.9, 0);
    const service = assumedService(ms(1000), 0);
    near(endToEndPercentile(law, service, 0.99), waitPercentile(law, 0.99) + 1000, 1e-6);
    near(endToEndPercentile(law, service, 0.05), 1000, 1e-6);
  });

  it('is without bound when the load reaches the slots', () => {
    assert.equal(endToEndPercentile(queue(2, 1, 1), assumedService(ms(1000), 1), 0.5), Infinity);
  });
});

describe('an assumed service law', () => {
  it('has the mean and the variation asked for', () => {
    for (const scv of [0, 0.2, 0.9, 1.5, 4]) {
      const service = assumedService(ms(200), scv);
      near(meanOf(service), 200, 0.01, `scv ${scv}`);
      if (service.law === 'exponential') continue;
      const square = service.atoms.reduce((sum, { valueMs, weight }) => sum + valueMs ** 2 * weight, 0);
      near(1 + square / 200 ** 2, 2 + scv, 0.02, `scv ${scv}`);
    }
  });

  it('is continuous at scv 1', () => {
    const [below, at, above] = [0.999, 1, 1.001].map((scv) =>
      servicePercentile(assumedService(ms(100), scv), 0.95),
    );
    assert.ok(below !== undefined && at !== undefined && above !== undefined);
    near(below, at, 0.02);
    near(above, at, 0.02);
  });
});
