// How a task of a kind that calls a server does so.

import { ms } from '../../units/index.ts';
import type { TaskCall } from '../../workload/index.ts';
import type { Path } from '../problems/problem-list.ts';
import type { TaskSection } from '../schema/workload-section.ts';
import type { Report } from './report.ts';

const DEFAULTS = { timeoutMs: ms(10_000), connections: 100, commands: 1 } as const;

const PROTOCOLS = {
  http: { known: ['http:', 'https:'], example: 'http://127.0.0.1:8080/path' },
  redis: { known: ['redis:', 'rediss:', 'redis+socket:', 'unix:'], example: 'redis://127.0.0.1:6379/0' },
  postgres: { known: ['postgres:', 'postgresql:'], example: 'postgres://127.0.0.1:5432/shop' },
} as const satisfies Partial<
  Record<TaskSection['kind'], { readonly known: readonly string[]; readonly example: string }>
>;

/** The call; undefined for kinds that make none. */
export function compileCall(task: TaskSection, path: Path, report: Report): TaskCall | undefined {
  const { kind, url, client } = task;
  if (kind !== 'http' && kind !== 'redis' && kind !== 'postgres') return undefined;
  if (url !== undefined) checkUrl(kind, url, [...path, 'url'], report);
  return {
    ...(url === undefined ? {} : { url }),
    ...(client === undefined ? {} : { client }),
    timeoutMs: task.timeout ?? DEFAULTS.timeoutMs,
    connections: task.connections ?? DEFAULTS.connections,
    commands: kind === 'redis' ? (task.commands ?? DEFAULTS.commands) : 0,
    query: task.query ?? '',
  };
}

function checkUrl(kind: keyof typeof PROTOCOLS, url: string, path: Path, report: Report): void {
  const known: readonly string[] = PROTOCOLS[kind].known;
  if (URL.canParse(url) && known.includes(new URL(url).protocol)) return;
  report(path, {
    wrong: `this is not the URL of a server for ${kind} tasks`,
    expected: `one such as ${PROTOCOLS[kind].example}`,
  });
}
