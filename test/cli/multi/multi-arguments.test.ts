// What `headcount multi` makes of its words, and that the real `celery multi` makes the same of them.

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { hostname } from 'node:os';
import { describe, it } from 'node:test';
import { expandForNode, nameNodes } from '../../../src/cli/multi/node-names.ts';
import { planNodes, type MultiNode } from '../../../src/cli/multi/nodes.ts';
import { parseMultiArguments, type OptionTable } from '../../../src/cli/multi/worker-arguments.ts';
import { findCelery, SKIP_WITHOUT_CELERY } from '../../celery/python.ts';

const OPTIONS: OptionTable = {
  app: { alias: 'A', type: 'string' },
  concurrency: { alias: 'c', type: 'number' },
  queues: { alias: 'Q', type: 'string' },
  loglevel: { alias: 'l', type: 'string' },
  'task-events': { alias: ['E', 'events'], type: 'boolean' },
  hostname: { alias: 'n', type: 'string' },
  pidfile: { type: 'string' },
  logfile: { alias: 'f', type: 'string' },
};
const AROUND = { host: 'host1', cwd: '/work', env: { HOME: '/home/ada' } };

const parse = (line: string) => parseMultiArguments(line.split(' '), OPTIONS);
const plan = (line: string): readonly MultiNode[] => planNodes(parse(line), AROUND);
/** The options of a node without its name and files. */
const optionsOf = (node: MultiNode | undefined): readonly string[] =>
  (node?.workerArgs ?? []).filter((arg) => !/^--(hostname|pidfile|logfile)=/.test(arg));

describe('the words of headcount multi', () => {
  const namings: readonly (readonly [string, string])[] = [
    ['3', 'celery1@host1 celery2@host1 celery3@host1'],
    ['web mail foo@bar baz@%h', 'web@host1 mail@host1 foo@bar baz@host1'],
    ['2 --range-prefix=w --suffix=there', 'w1@there w2@there'],
    ['a b --prefix=p -n elsewhere', 'pa@elsewhere pb@elsewhere'],
  ];
  for (const [line, expected] of namings) {
    it(`name nodes: ${line}`, () => {
      assert.deepEqual(
        plan(line).map(({ name }) => name),
        expected.split(' '),
      );
    });
  }

  it('give an option to all nodes or to some, the narrower and the later winning', () => {
    const nodes = plan('3 -c 3 -c:1 10 -c:2,3 4 -Q:1-2 x -l INFO');
    assert.deepEqual(nodes.map(optionsOf), [
      ['--concurrency=10', '--loglevel=INFO', '--queues=x'],
      ['--concurrency=4', '--loglevel=INFO', '--queues=x'],
      ['--concurrency=4', '--loglevel=INFO'],
    ]);
    const named = plan('web mail -c:web 2 -Q:2 m --concurrency:mail@host1=7');
    assert.deepEqual(named.map(optionsOf), [['--concurrency=2'], ['--queues=m', '--concurrency=7']]);
  });

  it('may be written in every way the worker takes them', () => {
    const [node] = plan('web -c3 --loglevel INFO -E --queues=a,b -A=./app.js -- --extra thing');
    assert.deepEqual(optionsOf(node), [
      ...['--concurrency=3', '--loglevel=INFO', '--task-events', '--queues=a,b', '--app=./app.js'],
      ...['--extra', 'thing'],
    ]);
  });

  it('know signals', () => {
    assert.equal(parse('web -9').signal, 'SIGKILL');
    assert.equal(parse('web -QUIT').signal, 'SIGQUIT');
    assert.equal(parse('web -SIGINT -c 3').signal, 'SIGINT');
    assert.equal(parse('web').signal, undefined);
  });

  it('put files where any user may write, and where they are told', () => {
    const [node] = plan('web');
    assert.equal(node?.pidfile, '/home/ada/.local/state/headcount/web@host1.pid');
    assert.equal(node?.logfile, '/home/ada/.local/state/headcount/web@host1.log');
    const [given] = plan('web --pidfile=run/%n.pid --logfile=/var/log/%n%I-%d.log');
    assert.equal(given?.pidfile, '/work/run/web.pid');
    assert.equal(given?.logfile, '/var/log/web-host1.log');
    assert.ok(given?.workerArgs.includes('--logfile=/var/log/web%I-host1.log'));
    const state = { ...AROUND, env: { XDG_STATE_HOME: '/state' } };
    assert.equal(planNodes(parse('web'), state)[0]?.pidfile, '/state/headcount/web@host1.pid');
  });

  const refusals: readonly (readonly [string, RegExp])[] = [
    ['web --concurency=3', /neither multi nor the worker knows the option --concurency/],
    ['web -Z', /knows the option -Z/],
    ['web -c', /-c needs a value/],
    ['web web@host1', /web@host1 is named twice/],
    ['-c 3', /no nodes are named/],
    ['0', /0 nodes cannot be meant/],
    ['web -c:mail 3', /--concurrency:mail is for no node named here/],
    ['web mail -c:1-2 3', /--concurrency:1-2 is for no node/],
    ['web -NOSUCH', /-NOSUCH is no signal/],
    ['web --logfile=%q', /unknown code %q/],
  ];
  for (const [line, message] of refusals) {
    it(`are refused: ${line}`, () => {
      assert.throws(() => plan(line), { code: 'USAGE', message });
    });
  }

  it('mean the same to celery multi', { skip: SKIP_WITHOUT_CELERY }, () => {
    const celery = (...args: readonly string[]): string =>
      execFileSync(findCelery() ?? '', ['-m', 'celery', 'multi', ...args], { encoding: 'utf8' }).trim();
    for (const words of [
      ['3'],
      ['a', 'b@c', 'd@%h'],
      ['2', '--range-prefix=w', '--suffix=s'],
      ['x', '-n', 'y'],
    ]) {
      const given = parseMultiArguments(words, OPTIONS);
      const own = planNodes(given, { ...AROUND, host: hostname() }).map(({ name }) => name);
      assert.deepEqual(celery('names', ...words).split('\n'), own);
    }
    const template = '%n.%h.%d.%p.%N.%i%I';
    const nodes = nameNodes(['a', 'b@c.d'], { host: hostname() });
    assert.deepEqual(
      celery('expand', template, 'a', 'b@c.d').split('\n'),
      nodes.map(({ full }) => expandForNode(template, full)),
    );
  });
});
