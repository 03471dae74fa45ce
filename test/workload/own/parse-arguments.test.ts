import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseArguments } from '../../../src/workload/index.ts';

test('a list is args, an object is kwargs, and an empty line is nothing', () => {
  assert.deepEqual(parseArguments('[1, "a"]\n\n{ "size": 3 }\n'), {
    ok: true,
    choices: [
      { args: [1, 'a'], kwargs: {} },
      { args: [], kwargs: { size: 3 } },
    ],
  });
});

test('the first bad line is named', () => {
  const refused = (text: string): unknown => {
    const parsed = parseArguments(text);
    return parsed.ok ? 'accepted' : [parsed.line, parsed.problem];
  };
  assert.deepEqual(refused('[1]\n[2'), [
    2,
    'this is not JSON; each line must be a list (args) or an object (kwargs)',
  ]);
  assert.deepEqual(refused('[1]\n\n7'), [3, 'neither a list (args) nor an object (kwargs)']);
  assert.deepEqual(refused('\n\n'), [1, 'the file has no line']);
});
