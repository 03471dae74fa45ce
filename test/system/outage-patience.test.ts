// What is tried again through an outage, for how long, and what is not.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { HeadcountError } from '../../src/errors/index.ts';
import { OutagePatience } from '../../src/system/outage-patience.ts';

const AWAY = new HeadcountError('BROKER_UNREACHABLE', 'away');

/** Time passes in pauses only. */
function patienceOf(probe: () => Promise<unknown>) {
  const clock = { ms: 0, pauses: 0 };
  const patience = new OutagePatience(probe, {
    nowMs: () => clock.ms,
    pause: (forMs) => {
      clock.pauses++;
      clock.ms += forMs;
      return Promise.resolve();
    },
  });
  return { patience, clock };
}

describe('patience with an outage', () => {
  it('does the work again when the broker is back, by one probe for all', async () => {
    let probes = 0;
    let isAway = true;
    const { patience } = patienceOf(async () => {
      probes++;
      isAway = probes < 3;
      if (isAway) throw AWAY;
    });
    const work = (answer: number) => () => (isAway ? Promise.reject(AWAY) : Promise.resolve(answer));
    assert.deepEqual(await Promise.all([1, 2, 3].map((answer) => patience.run(work(answer)))), [1, 2, 3]);
    assert.equal(probes, 3);
  });

  it('ends, and pauses before each try, where the broker answers the probe and never the work', async () => {
    let tries = 0;
    const { patience, clock } = patienceOf(() => Promise.resolve());
    const work = (): Promise<never> => {
      tries++;
      return Promise.reject(AWAY);
    };
    await assert.rejects(patience.run(work), (error) => error === AWAY);
    assert.equal(clock.pauses, tries - 1);
    assert.ok(clock.ms >= 60_000 && clock.ms < 61_000, `${clock.ms}`);
  });

  it('gives each work a minute of its own', async () => {
    const { patience, clock } = patienceOf(() => Promise.reject(AWAY));
    await assert.rejects(patience.run(() => Promise.reject(AWAY)));
    const before = clock.ms;
    await assert.rejects(patience.run(() => Promise.reject(AWAY)));
    assert.ok(clock.ms - before >= 60_000);
  });

  it('tries nothing again that was refused, or after it is closed', async () => {
    const { patience, clock } = patienceOf(() => Promise.resolve());
    const refused = new HeadcountError('BROKER_REFUSED', 'OOM');
    await assert.rejects(
      patience.run(() => Promise.reject(refused)),
      { code: 'BROKER_REFUSED' },
    );
    patience.close();
    await assert.rejects(
      patience.run(() => Promise.reject(AWAY)),
      { code: 'BROKER_UNREACHABLE' },
    );
    assert.equal(clock.pauses, 0);
  });
});
