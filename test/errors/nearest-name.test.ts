// "Did you mean": the nearest known name, and silence where nothing is near.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import * as fc from 'fast-check';
import { nearestName } from '../../src/errors/index.ts';

const POOLS = ['solo', 'prefork', 'threads', 'async'];

describe('nearestName', () => {
  it('finds the name behind a slip of the keys', () => {
    assert.equal(nearestName('prefrok', POOLS), 'prefork');
    assert.equal(nearestName('thread', POOLS), 'threads');
    assert.equal(nearestName('Async', POOLS), 'async');
    assert.equal(nearestName('concurency', ['concurrency', 'prefetch']), 'concurrency');
  });

  it('answers nothing when no name is near', () => {
    assert.equal(nearestName('gevent', POOLS), undefined);
    assert.equal(nearestName('x', []), undefined);
    assert.equal(nearestName('', POOLS), undefined);
  });

  it('prefers the nearest, and the first of equals', () => {
    assert.equal(nearestName('abcx', ['abcyy', 'abcd']), 'abcd');
    assert.equal(nearestName('abcx', ['abcd', 'abce']), 'abcd');
  });

  it('finds every name itself, and after any one deletion from a name of three letters or more', () => {
    const name = fc.stringMatching(/^[a-z]{3,12}$/);
    fc.assert(
      fc.property(name, fc.nat(), (text, at) => {
        assert.equal(nearestName(text, [text]), text);
        const index = at % text.length;
        assert.equal(nearestName(text.slice(0, index) + text.slice(index + 1), [text]), text);
      }),
    );
  });
});
