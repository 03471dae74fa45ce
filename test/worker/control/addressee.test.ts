// Who is meant by a request.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { ControlRequest } from '../../../src/broker/index.ts';
import { isAddressed } from '../../../src/worker/control/addressee.ts';

const EVERYONE: ControlRequest = {
  method: 'ping',
  arguments: {},
  destination: null,
  pattern: null,
  matcher: null,
  ticket: null,
  replyTo: null,
  clock: 0,
};

describe('the addressee of a request', () => {
  it('is everyone, or who is named, whatever the pattern says', () => {
    assert.ok(isAddressed(EVERYONE, 'a@vm'));
    assert.ok(isAddressed({ ...EVERYONE, destination: ['b@vm', 'a@vm'] }, 'a@vm'));
    const named = { ...EVERYONE, destination: ['b@vm'], pattern: '*', matcher: 'glob' };
    assert.equal(isAddressed(named, 'a@vm'), false);
    assert.ok(isAddressed({ ...EVERYONE, pattern: 'no*' }, 'a@vm'), 'a pattern alone means nothing');
  });

  const globs: readonly (readonly [string, string, boolean])[] = [
    ['*', 'web1@vm', true],
    ['web*', 'web1@vm', true],
    ['web?@vm', 'web1@vm', true],
    ['web[12]@vm', 'web1@vm', true],
    ['web[!12]@vm', 'web1@vm', false],
    ['web', 'web1@vm', false],
    ['web1@v.', 'web1@vm', false],
    ['(web|db)*', 'web1@vm', false],
  ];
  for (const [pattern, name, fits] of globs) {
    it(`reads the glob ${pattern} as Python does`, () => {
      assert.equal(isAddressed({ ...EVERYONE, pattern, matcher: 'glob' }, name), fits);
    });
  }

  it('matches a regular expression from the start of the name', () => {
    const pcre = (pattern: string) => ({ ...EVERYONE, pattern, matcher: 'pcre' });
    assert.ok(isAddressed(pcre('web\\d'), 'web1@vm'));
    assert.equal(isAddressed(pcre('vm'), 'web1@vm'), false);
  });

  it('gives up on an expression that never ends, and on one that is none', () => {
    const name = `${'a'.repeat(60)}@vm`;
    assert.throws(() => isAddressed({ ...EVERYONE, pattern: '(a+)+!', matcher: 'pcre' }, name), /timed out/);
    assert.throws(() => isAddressed({ ...EVERYONE, pattern: '(', matcher: 'pcre' }, name));
    assert.throws(() => isAddressed({ ...EVERYONE, pattern: 'a', matcher: 'magic' }, name), /magic/);
  });
});
