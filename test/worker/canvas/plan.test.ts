// How workflows become messages: what runs first, and what each message carries of the rest.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { chain, chord, group, tasksOf } from '../../../src/worker/canvas/compose.ts';
import { freeze } from '../../../src/worker/canvas/freeze.ts';
import { planOf, resultTuple } from '../../../src/worker/canvas/plan.ts';
import { readSignature, type Signature } from '../../../src/worker/canvas/signature.ts';

function task(name: string, ...args: readonly unknown[]): Signature {
  return { task: name, args, kwargs: {}, options: { task_id: name }, subtask_type: null, immutable: false };
}

/** Names of a chain as a message carries it: the last one runs next. */
function names(signatures: readonly { readonly task: string }[] | null): readonly string[] | undefined {
  return signatures?.map((signature) => signature.task);
}

describe('a plan', () => {
  it('of one task: its arguments after the value before it, unless it is immutable', () => {
    const [first] = planOf(task('add', 2), [1]).tasks;
    assert.deepEqual([first?.id, first?.name, first?.args], ['add', 'add', [1, 2]]);
    assert.deepEqual(planOf({ ...task('add', 2), immutable: true }, [1]).tasks[0]?.args, [2]);
  });

  it('of a chain: the first task, with the others in reverse', () => {
    const plan = planOf(chain(task('a'), chain(task('b'), task('c')), task('d')), ['in']);
    assert.deepEqual(
      plan.tasks.map(({ name, args }) => [name, args]),
      [['a', ['in']]],
    );
    assert.deepEqual(names(plan.tasks[0]?.embed.chain ?? null), ['d', 'c', 'b']);
    assert.equal(plan.result.id, 'd');
  });

  it('of a group: every member, inner groups too, all with one group id', () => {
    const plan = planOf(group(task('a'), group(task('b'), task('c'))), [1]);
    assert.deepEqual(names(plan.tasks.map((one) => ({ task: one.name }))), ['a', 'b', 'c']);
    assert.deepEqual(new Set(plan.tasks.map((one) => one.options['group_id'])), new Set([plan.result.id]));
    assert.deepEqual(
      plan.tasks.map((one) => one.options['group_index']),
      [0, 1, 2],
    );
    assert.deepEqual(
      plan.result.children?.map(({ id }) => id),
      ['a', 'b', 'c'],
    );
  });

  it('of a chord: the header, each task with the body; the size is known beforehand', () => {
    const plan = planOf(chord([task('a'), task('b')], task('sum')), []);
    assert.deepEqual(
      plan.tasks.map((one) => one.embed.chord?.task),
      ['sum', 'sum'],
    );
    assert.deepEqual(plan.chords, [
      { groupId: plan.tasks[0]?.options['group_id'], size: 2, structure: null },
    ]);
    assert.equal(plan.result.id, 'sum');
  });

  it('of a chord without a header: its body at once', () => {
    const plan = planOf(chord([], task('sum')), []);
    assert.deepEqual(
      plan.tasks.map(({ name, args }) => [name, args]),
      [['sum', [[]]]],
    );
    assert.deepEqual(plan.chords, []);
  });

  it('makes a chord of a group with a step after it; what follows goes with the body', () => {
    const plan = planOf(chain(task('a'), group(task('b'), task('c')), task('d'), task('e')), []);
    const rest = plan.tasks[0]?.embed.chain ?? [];
    assert.deepEqual(names(rest), ['e', 'celery.chord']);
    const [last, upgraded] = [readSignature(rest[0]), readSignature(rest[1])];
    assert.ok(last !== undefined && upgraded !== undefined);
    const next = planOf(upgraded, ['of a'], [last]);
    assert.deepEqual(
      next.tasks.map(({ name, args }) => [name, args]),
      [
        ['b', ['of a']],
        ['c', ['of a']],
      ],
    );
    const body = readSignature(next.tasks[0]?.embed.chord);
    assert.equal(body?.task, 'd');
    assert.ok(body !== undefined);
    assert.deepEqual(names(planOf(body, [[1, 2]]).tasks[0]?.embed.chain ?? null), ['e']);
    assert.equal(plan.result.id, 'e');
  });

  it('counts what tells the chord: the last task of a chain, the body of a chord, every member of a last group', () => {
    const header = [
      chain(task('a'), task('b')),
      chord([task('c'), task('d')], task('e')),
      chain(task('f'), group(task('g'), task('h'))),
    ];
    const plan = planOf(chord(header, task('sum')), []);
    const outer = plan.chords.find(({ structure }) => structure !== null);
    assert.equal(outer?.size, 4);
    assert.match(JSON.stringify(outer?.structure), /,\[\[\["b",null\],null\],\[\["e",null\],null\],\[\["/);
    const [begun] = plan.tasks;
    const end = readSignature(begun?.embed.chain?.[0]);
    assert.equal(readSignature(end?.options['chord'])?.task, 'sum');
    assert.equal(end?.options['group_id'], outer?.groupId);
  });

  it('gives links to the end of a chain, error links to every step', () => {
    const options = { link: [task('then')], link_error: [task('oops')] };
    const plan = planOf({ ...chain(task('a'), task('b')), options }, []);
    assert.deepEqual(names(plan.tasks[0]?.embed.callbacks ?? null), undefined);
    assert.deepEqual(names(plan.tasks[0]?.embed.errbacks ?? null), ['oops']);
    const last = readSignature(plan.tasks[0]?.embed.chain?.[0]);
    assert.deepEqual(
      [last?.options['link'], last?.options['link_error']],
      [options.link, options.link_error],
    );
  });
});

describe('freezing', () => {
  it('keeps ids that are there, and gives ids to all others', () => {
    const once = freeze(
      chord([task('a'), chain(group(task('b')), { ...task('c'), options: {} })], task('d')),
    );
    const twice = freeze(once.signature);
    assert.deepEqual(twice, once);
    assert.deepEqual(resultTuple(once.result), [['d', null], null]);
  });

  it('survives signatures that make no sense', () => {
    for (const odd of [
      { ...chain(), kwargs: {} },
      { ...group(), kwargs: { tasks: [1, null, { task: 7 }] } },
      { ...chord([], task('x')), kwargs: { header: 3, body: 'no' } },
    ]) {
      assert.deepEqual(planOf(odd, [1]).tasks, []);
      assert.deepEqual(tasksOf(odd), []);
    }
  });
});
