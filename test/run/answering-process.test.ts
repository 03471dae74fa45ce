// A child that takes an order at a time: whatever it does, the order fails and the run goes on.

import assert from 'node:assert/strict';
import { env } from 'node:process';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import * as z from 'zod';
import { HeadcountError } from '../../src/errors/index.ts';
import { AnsweringProcess } from '../../src/run/answering-process.ts';
import { untilGone } from '../contract/system-harness.ts';

const MAIN = fileURLToPath(new URL('./answering-main.js', import.meta.url));

type Order = { readonly say: unknown } | { readonly exit: number } | { readonly stay: true };

const open = (main = MAIN): AnsweringProcess<Order, number> =>
  new AnsweringProcess({
    main,
    env,
    parse: (message) => z.number().parse(message),
    failed: (how) => new HeadcountError('GENERATOR_DIED', `it ${how}`),
  });
const failed = (message: RegExp) => ({ code: 'GENERATOR_DIED', message });

test('each order has its answer, and only one is under way', async () => {
  await using process = open();
  assert.equal(await process.ask({ say: 1 }), 1);
  const second = process.ask({ say: 2 });
  await assert.rejects(process.ask({ say: 3 }), { code: 'BUG' });
  assert.equal(await second, 2);
});

test('an answer that does not parse fails its order and ends the process', async () => {
  await using process = open();
  await assert.rejects(process.ask({ say: 'nonsense' }), failed(/it said what is no answer/));
  await untilGone([process.pid]);
  await assert.rejects(process.ask({ say: 1 }), failed(/it is gone/));
});

test('an end fails the order under way, and says how it ended', async () => {
  await using process = open();
  await assert.rejects(process.ask({ exit: 3 }), failed(/it ended with exit code 3/));
  process.tell({ say: 1 });
  assert.equal(process.alive, false);
});

test('a start that fails leaves no process behind', async () => {
  const process = open();
  const refused = process.ask({ say: 1 }).then(() => {
    throw new Error('not what I wanted');
  });
  await assert.rejects(process.started(refused), /not what I wanted/);
  assert.equal(process.alive, false);
});
