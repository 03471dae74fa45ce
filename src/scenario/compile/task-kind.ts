// What a kind of task needs, and what it can't have.

import type { Path } from '../problems/problem-list.ts';
import type { TaskSection } from '../schema/workload-section.ts';
import type { Report } from './report.ts';

type Key = 'duration' | 'cpu' | 'wait' | 'allocate' | 'leak' | 'args' | 'kwargs' | CallKey;
type CallKey = 'url' | 'client' | 'connections' | 'timeout' | 'commands' | 'query';

interface KindRule {
  readonly needs: readonly Key[];
  readonly may: readonly Key[];
}

const RULES: Readonly<Record<TaskSection['kind'], KindRule>> = {
  noop: { needs: [], may: [] },
  io: { needs: ['duration'], may: [] },
  cpu: { needs: ['duration'], may: [] },
  mixed: { needs: ['cpu', 'wait'], may: [] },
  memory: { needs: ['duration'], may: ['allocate', 'leak'] },
  http: { needs: [], may: ['url', 'client', 'connections', 'timeout'] },
  redis: { needs: [], may: ['url', 'client', 'timeout', 'commands'] },
  postgres: { needs: ['url', 'query'], may: ['client', 'connections', 'timeout'] },
  own: { needs: [], may: ['args', 'kwargs'] },
};

/** An example of each, for the message that it is missing. */
const EXAMPLES: Readonly<Partial<Record<Key, string>>> = {
  duration: 'duration: 20ms',
  cpu: 'cpu: 5ms',
  wait: 'wait: 20ms',
  url: 'url: postgres://127.0.0.1/shop',
  query: 'query: select 1',
};

const KEYS: readonly Key[] = [
  ...(['duration', 'cpu', 'wait', 'allocate', 'leak', 'args', 'kwargs'] as const),
  ...(['url', 'client', 'connections', 'timeout', 'commands', 'query'] as const),
];

export function checkKind(task: TaskSection, path: Path, report: Report): void {
  const { needs, may } = RULES[task.kind];
  for (const key of KEYS) {
    if (task[key] === undefined) {
      if (needs.includes(key))
        report(path, {
          wrong: `task "${task.name}" has no ${key}`,
          expected: `one such as ${EXAMPLES[key] ?? key}`,
        });
    } else if (!needs.includes(key) && !may.includes(key)) report([...path, key], foreign(task, key));
  }
  if (task.kind === 'memory') checkMemory(task, path, report);
}

function foreign(task: TaskSection, key: Key): { readonly wrong: string; readonly expected: string } {
  if (key === 'allocate' || key === 'leak')
    return { wrong: `a ${task.kind} task allocates nothing`, expected: 'kind: memory' };
  if (key !== 'duration') return { wrong: `${task.kind} tasks have no ${key}`, expected: kindsWith(key) };
  if (task.kind === 'noop')
    return { wrong: 'a noop task takes no time', expected: 'no duration, or kind io or cpu' };
  if (task.kind === 'mixed')
    return { wrong: 'mixed tasks have two durations', expected: 'one such as cpu: 5ms, wait: 20ms' };
  if (task.kind === 'own')
    return { wrong: 'a task of your own takes as long as it takes', expected: 'no duration' };
  return { wrong: `${task.kind} tasks take as long as their server does`, expected: 'no duration' };
}

function kindsWith(key: Key): string {
  const rules = Object.entries(RULES).filter(([, { needs, may }]) => [...needs, ...may].includes(key));
  const kinds = rules.map(([kind]) => kind);
  return `kind: ${[kinds.slice(0, -1).join(', '), kinds.at(-1)].filter(Boolean).join(' or ')}`;
}

function checkMemory(task: TaskSection, path: Path, report: Report): void {
  const { allocate, leak } = task;
  if (allocate === undefined && leak === undefined)
    report(path, { wrong: `task "${task.name}" allocates nothing`, expected: 'one such as allocate: 8MiB' });
  if (allocate !== undefined && leak !== undefined && leak > allocate)
    report([...path, 'leak'], {
      wrong: 'leak is more than allocate',
      expected: 'a part of what is allocated',
    });
}
