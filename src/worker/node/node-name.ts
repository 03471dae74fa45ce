// Node names (`web@host1`) and the % codes in them and in file names, as `celery worker` expands them.

import { HeadcountError } from '../../errors/index.ts';

const DEFAULT_NAME = 'celery';

/** The node name meant by `-n`: `%h` full host, `%n` its first label, `%d` the rest. Without `@` the host is added. */
export function expandNodeName(template: string, host: string): string {
  const [label = '', ...domain] = host.split('.');
  const name = expand(template, { h: host, n: label, d: domain.join('.'), i: '0', I: '' });
  if (name === '') return `${DEFAULT_NAME}@${host}`;
  if (name.startsWith('@')) return `${DEFAULT_NAME}${name}`;
  return name.includes('@') ? name : `${name}@${host}`;
}

/** A log or pid file's path: `%n` the node's name part, `%h` its host, `%d` the host's domain, `%p` all of it. */
export function expandNodePath(template: string, nodeName: string): string {
  const at = nodeName.indexOf('@');
  const host = nodeName.slice(at + 1);
  const [, ...domain] = host.split('.');
  const codes = { n: nodeName.slice(0, at), h: host, d: domain.join('.'), p: nodeName, i: '0', I: '' };
  return expand(template, codes);
}

function expand(template: string, codes: Readonly<Record<string, string>>): string {
  return template.replace(/%(.?)/g, (whole, code: string) => {
    if (code === '%') return '%';
    const value = Object.hasOwn(codes, code) ? codes[code] : undefined;
    if (value !== undefined) return value;
    throw new HeadcountError('BAD_OPTION', `"${template}" holds the unknown code ${whole}`, {
      hint: `Known are ${Object.keys(codes)
        .map((known) => `%${known}`)
        .join(', ')} and %% for a percent sign.`,
    });
  });
}
