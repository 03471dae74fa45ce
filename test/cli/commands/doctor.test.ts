// headcount doctor as a user meets it.

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { env, execPath } from 'node:process';
import { describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import * as z from 'zod';
import { startEmbeddedBroker } from '../../../src/broker/index.ts';
import { doctorTable } from '../../../src/cli/doctor-table.ts';
import type { Certificate } from '../../../src/result/index.ts';
import { certificateSchema } from '../../../src/result/schema/certificate.ts';
import { matchesGolden } from '../../golden/golden.ts';

const PROGRAM = fileURLToPath(new URL('../../../src/cli/main.js', import.meta.url));

async function doctor(...args: readonly string[]) {
  const child = spawn(execPath, [PROGRAM, 'doctor', ...args], { env, stdio: ['ignore', 'pipe', 'pipe'] });
  let [out, err] = ['', ''];
  child.stdout.on('data', (chunk: Buffer) => (out += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (err += chunk.toString()));
  await once(child, 'close');
  return { code: child.exitCode, out, err };
}

/** What differs from machine to machine: figures, states, and what follows from them. */
function masked(table: string): string {
  return table
    .replaceAll(/-> [^]*?(?=\n\S|\n\n)/g, '')
    .replaceAll(/^(\S.{15}) (ok|warn|bad) .*(\n {23}.*)*/gm, '$1 STATE FINDING')
    .replaceAll(/(redis:\/\/)?127\.0\.0\.1:\d+/g, 'HOST:PORT')
    .replaceAll(/^.*\([\d.,]+ m?s\)$/gm, 'VERDICT (TIME)');
}

const CERTIFICATE: Certificate = {
  takenAt: '2026-01-05T09:00:00.000Z',
  durationMs: 4200,
  checks: [
    {
      check: 'timers',
      state: 'ok',
      finding: '1 ms sleeps are late by p50 80 µs, p99 900 µs, at most 1.2 ms',
      nextStep: null,
      figures: {},
    },
    {
      check: 'broker',
      state: 'warn',
      finding: 'answers in p50 80 µs, p99 9.5 ms',
      nextStep: 'Look for slow commands or a busy server; waits include these round trips.',
      figures: {},
    },
    {
      check: 'other programs',
      state: 'bad',
      finding: 'use 1.9 of 2 CPUs: backup (pid 4711) 1.5, node (pid 815) 0.4',
      nextStep: 'Stop them: nothing is left of the machine to measure.',
      figures: {},
    },
  ],
};

describe('headcount doctor', { timeout: 120_000 }, () => {
  it('prints a table with a line a check, and exits 0 or 1 as it finds', async () => {
    await using broker = await startEmbeddedBroker();
    const { code, out, err } = await doctor('--broker', broker.url);
    assert.equal(err, '');
    assert.equal(code, /^\S.{15} bad /m.test(out) ? 1 : 0);
    await matchesGolden('doctor/masked.txt', masked(out));
  });

  it('prints one JSON document with --json', async () => {
    await using broker = await startEmbeddedBroker();
    const { code, out } = await doctor('--broker', broker.url, '--json');
    const { checks } = certificateSchema.parse(JSON.parse(out));
    assert.equal(checks.length, 12);
    assert.equal(code, checks.some(({ state }) => state === 'bad') ? 1 : 0);
  });

  it('exits 1 and says so when the broker cannot be reached', async () => {
    const { code, err } = await doctor('--broker', 'redis://127.0.0.1:1/0');
    assert.equal(code, 1);
    assert.match(err, /cannot be reached/);
  });

  it('says what to do next to each thing that is not well', async () => {
    await matchesGolden('doctor/three-states.txt', doctorTable(CERTIFICATE, 'a private redis-server', 72));
    const healthy = z.array(certificateSchema.shape.checks.element).parse(CERTIFICATE.checks.slice(0, 1));
    assert.match(doctorTable({ ...CERTIFICATE, checks: healthy }, 'x', 72), /Nothing here stands in the way/);
  });
});
