import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { random } from '../../../src/stats/index.ts';
import { templateProblems } from '../../../src/workload/index.ts';
import { drawArguments } from '../../../src/workload/own/draw-arguments.ts';
import { fillIn } from '../../../src/workload/own/template.ts';

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

test('a text that is one placeholder becomes its value, within other text the value is written', () => {
  const fill = fillIn({ id: '{{seq}}', url: 'https://x/{{ seq }}.png?v={{random 7 7}}' }, random(1));
  assert.deepEqual(fill(12), { id: 12, url: 'https://x/12.png?v=7' });
});

test('random numbers cover their range, both ends included, and stay in it', () => {
  const fill = fillIn('{{random -2 2}}', random(1));
  const drawn = new Set(Array.from({ length: 500 }, (_, seq) => fill(seq)));
  assert.deepEqual(drawn, new Set([-2, -1, 0, 1, 2]));
});

test('uuids are well formed and all different, and the same seed gives the same ones', () => {
  const draw = (seed: number): readonly unknown[] => {
    const fill = fillIn(['{{uuid}}'], random(seed));
    return Array.from({ length: 200 }, (_, seq) => fill(seq)).flat();
  };
  const first = draw(5);
  for (const uuid of first) assert.match(String(uuid), UUID);
  assert.equal(new Set(first).size, 200);
  assert.deepEqual(draw(5), first);
  assert.notDeepEqual(draw(6), first);
});

test('what has no placeholder is passed on as it is', () => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      fc.pre(!JSON.stringify(value).includes('{{'));
      assert.deepEqual(templateProblems(value), []);
      assert.deepEqual(fillIn(value, random(1))(3), value);
    }),
  );
});

test('each thing that cannot be filled in is named', () => {
  assert.deepEqual(templateProblems(['{{sequence}}', { a: '{{random 5 1}}' }, 'x {{seq', { '{{seq}}': 1 }]), [
    '{{sequence}}: not one of {{seq}}, {{uuid}}, {{random 1 100}}',
    '{{random 5 1}}: the first number is above the second',
    '"x {{seq": {{ without }}',
    'the name "{{seq}}" cannot be filled in, only values can',
  ]);
});

test('lines of a file are drawn evenly and left as they are', () => {
  const choices = ['a {{seq}}', 'b', 'c'].map((text) => ({ args: [text], kwargs: {} }));
  const draw = drawArguments({ from: 'file', source: 'args.jsonl', choices }, random(3));
  const counts = new Map<unknown, number>();
  for (let seq = 0; seq < 3000; seq++) {
    const [text] = draw(seq).args;
    counts.set(text, (counts.get(text) ?? 0) + 1);
  }
  assert.deepEqual(new Set(counts.keys()), new Set(['a {{seq}}', 'b', 'c']));
  for (const count of counts.values()) assert.ok(count > 850 && count < 1150, `${count} of 3000`);
});
