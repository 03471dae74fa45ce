// The grammar of claims: what it takes, what it refuses and with which words.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { METRICS } from '../../../src/gate/index.ts';
import { checkClaim, type ClaimScene } from '../../../src/gate/claim/check.ts';
import { sideText, type Claim } from '../../../src/gate/claim/claim.ts';
import { parseClaim, readClaim } from '../../../src/gate/claim/parse.ts';

const written = ({ left, operator, factor, right }: Claim): string =>
  `${sideText(left)} ${operator} ${factor} x ${sideText(right)}`;

describe('a claim', () => {
  it('compares figures of settings, with a factor and a load', () => {
    const claim = parseClaim('p95(wait:send-mail)[prefetch=1 pool=gevent,eventlet] < 0.5x p95(wait)[load=2]');
    assert.equal(
      written(claim),
      'p95(wait:send-mail)[prefetch=1 pool=gevent,eventlet] < 0.5 x p95(wait)[load=2]',
    );
    assert.deepEqual(claim.left.choices[1], { key: 'pool', values: ['gevent', 'eventlet'] });
    assert.deepEqual([claim.factor, claim.right.load, claim.left.load], [0.5, 2, null]);
    assert.equal(parseClaim('lost[acks=early]>lost[acks=late]').factor, 1);
  });

  it('reads what it writes', () => {
    const word = fc.stringMatching(/^[a-z][a-z0-9.-]{0,8}$/).filter((text) => text !== 'load');
    const choice = fc.record({ key: word, values: fc.array(word, { minLength: 1, maxLength: 3 }) });
    const subject = fc.constantFrom('p95(wait)', 'p99.9(end_to_end:mail)', 'mean(service)', 'cpu_per_task');
    const side = fc
      .record({
        subject,
        choices: fc.uniqueArray(choice, { maxLength: 3, selector: ({ key }) => key }),
        load: fc.option(fc.integer({ min: 1, max: 99 })),
      })
      .map(({ subject: text, choices, load }) => {
        const words = [
          ...choices.map(({ key, values }) => `${key}=${values.join(',')}`),
          ...(load === null ? [] : [`load=${load}`]),
        ];
        return words.length === 0 ? text : `${text}[${words.join(' ')}]`;
      });
    const factor = fc.integer({ min: 1, max: 1e6 }).map((thousandths) => thousandths / 1000);
    fc.assert(
      fc.property(side, fc.constantFrom('<', '>'), factor, side, (left, operator, times, right) => {
        const text = `${left} ${operator} ${times} x ${right}`;
        assert.equal(written(parseClaim(text)), text);
      }),
    );
  });

  it('answers any text at all, and refuses with a problem and a hint', () => {
    const symbol = fc.constantFrom(
      '[',
      ']',
      '(',
      ')',
      '<',
      '>',
      '=',
      'x',
      ' ',
      ',',
      'pool',
      'wait',
      'lost',
      '2',
      'p95',
    );
    const text = fc.oneof(
      fc.string(),
      fc.array(symbol, { maxLength: 20 }).map((parts) => parts.join('')),
    );
    fc.assert(
      fc.property(text, (any) => {
        const read = readClaim(any);
        assert.ok(read.ok || (read.problem !== '' && read.hint !== ''));
      }),
    );
  });
});

const SCENE: ClaimScene = {
  cells: [
    { id: 'a', system: 'celery', settings: { pool: 'prefork', concurrency: 8, prefetch: 1 } },
    { id: 'b', system: 'celery', settings: { pool: 'prefork', concurrency: 32, prefetch: 1 } },
    { id: 'c', system: 'celery', settings: { pool: 'gevent', concurrency: 1000, prefetch: 1 } },
  ],
  loads: ['saturate', 'rate'],
  tasks: ['mail', 'export'],
};

const refusals: readonly (readonly [claim: string, words: RegExp])[] = [
  ['throughput[pool=gevent]', /there is no comparison; write '<' or '>'/],
  ['lost >= lost', /'>=' is not a comparison of a claim; write '<' or '>'/],
  ['lost == lost', /'==' is not a comparison/],
  ['throughput > many x throughput', /the factor is not a number above 0; write '2 x'/],
  ['throughput > 0 x throughput', /the factor is not a number above 0/],
  ['troughput[pool=gevent] > throughput', /no metric 'troughput'; did you mean 'throughput'\?/],
  ['wait > p95(wait)', /wait needs an aggregation .*; write 'p95\(wait\)'/],
  ['throughput > p95(wait)', /throughput is a rate and wait a latency; compare figures of the same kind/],
  ['throughput[gevent] > throughput', /'gevent' chooses no setting; write setting=value/],
  ['throughput[pool=] > throughput', /'pool=' chooses no setting/],
  ['throughput[pool=a pool=b] > throughput', /pool is chosen twice; write pool=this,that for either/],
  ['throughput[load=0] > throughput', /load=0 is not a place in the load; write load=1/],
  ['lost[load=1] > lost[load=2]', /lost is of the whole trial, not of one load; leave load out/],
  ['throughput]pool=a[ > throughput', /is not a figure of some settings/],
  ['throughput[pol=gevent] > throughput[pool=prefork]', /no setting is called 'pol'; did you mean 'pool'\?/],
  ['throughput[pool=gevnt] > throughput[pool=prefork]', /no setting has pool=gevnt; did you mean 'gevent'\?/],
  [
    'throughput[concurrency=9] > throughput[concurrency=8]',
    /no setting has concurrency=9; there is concurrency=8,32,1000/,
  ],
  [
    'throughput[pool=gevent concurrency=8] > throughput',
    /no setting is throughput\[pool=gevent concurrency=8\]; choose values that occur together/,
  ],
  [
    'throughput[pool=gevent] > throughput[pool=prefork]',
    /no setting of the left side has its like on the right: they differ in concurrency; name concurrency on a side/,
  ],
  ['memory > memory', /both sides are the same/],
  ['p95(wait:maill)[pool=gevent] > p95(wait)[pool=prefork]', /no task 'maill'; did you mean 'mail'\?/],
  ['throughput[load=3] > throughput[load=1]', /there is no load 3; the scenario has 2 loads/],
  ['p95(wait)[load=1] > p95(wait)[load=2]', /wait is not measured under load 1; it needs a schedule/],
];

describe('a claim that is refused', () => {
  for (const [claim, words] of refusals) {
    it(claim, () => assert.match(checkClaim(claim, SCENE) ?? '', words));
  }

  it('is one that no load can answer', () => {
    const closed = { ...SCENE, loads: ['closed'] };
    const wrong = (claim: string): string => checkClaim(claim, closed) ?? '';
    assert.match(
      wrong('throughput[concurrency=32] > throughput[concurrency=8]'),
      /not measured under this load; name one load: load=1/,
    );
    assert.match(
      wrong('capacity[concurrency=32] > capacity[concurrency=8]'),
      /it needs a phase such as \{ saturate: 5s \}/,
    );
    assert.equal(wrong('throughput[concurrency=32 load=1] > throughput[concurrency=8 load=1]'), '');
    assert.equal(wrong('lost[concurrency=32] > lost[concurrency=8]'), '');
  });

  it('names nothing that is not an example of the metrics', () => {
    const hint = checkClaim('memroy > memory', undefined) ?? '';
    assert.ok(hint.includes("did you mean 'memory'"), hint);
    assert.ok(METRICS.memory.example.startsWith('memory'));
  });
});

describe('a claim that is taken', () => {
  const fine = [
    'throughput[pool=gevent concurrency=1000] > 2 x throughput[pool=prefork concurrency=32]',
    'throughput[pool=gevent concurrency=1000] > throughput[pool=prefork]',
    'throughput[concurrency=32] > throughput[concurrency=8]',
    'p95(wait:mail) < p95(wait:export)',
    'throughput[load=1] > throughput[load=2]',
  ];
  for (const claim of fine) it(claim, () => assert.equal(checkClaim(claim, SCENE), undefined));
});
