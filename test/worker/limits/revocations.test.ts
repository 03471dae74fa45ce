import assert from 'node:assert/strict';
import { it } from 'node:test';
import { Revocations } from '../../../src/worker/limits/revocations.ts';

const HOUR_MS = 3_600_000;

it('knows what was revoked, and when in seconds', () => {
  const revocations = new Revocations();
  assert.equal(revocations.has('a'), false);
  revocations.add(['a', 'b'], 2_000);
  assert.equal(revocations.has('a'), true);
  assert.deepEqual(
    [...revocations.list(3_000)],
    [
      ['a', 2],
      ['b', 2],
    ],
  );
});

it('forgets after three hours, unless it was revoked again', () => {
  const revocations = new Revocations();
  revocations.add(['old', 'again'], 0);
  revocations.add(['again'], 2 * HOUR_MS);
  assert.deepEqual([...revocations.list(3 * HOUR_MS).keys()], ['again']);
  assert.equal(revocations.has('old'), false);
});

it('keeps no more than 50,000, the newest', () => {
  const revocations = new Revocations();
  revocations.add(Array.from({ length: 50_010 }, (_, i) => `id-${i}`));
  assert.equal(revocations.list().size, 50_000);
  assert.equal(revocations.has('id-9'), false);
  assert.equal(revocations.has('id-10'), true);
});
