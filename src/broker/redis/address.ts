// Reads a broker URL in the forms Celery's users write, and names the place without its password.

import type { RedisOptions } from 'ioredis';
import { HeadcountError } from '../../errors/index.ts';

export interface BrokerAddress {
  /** host:port or path, with the database; safe to print. */
  readonly label: string;
  readonly options: RedisOptions;
}

const FORMS =
  'use redis://[user:password@]host[:6379][/db], rediss://... or redis+socket:///path?virtual_host=db';

/** Throws BAD_OPTION for what is not a broker URL. */
export function parseBrokerUrl(url: string): BrokerAddress {
  const parsed = asUrl(url);
  switch (parsed.protocol) {
    case 'redis:':
    case 'rediss:':
      return networkAddress(parsed);
    case 'redis+socket:':
    case 'unix:':
      return socketAddress(parsed);
    default:
      throw new HeadcountError('BAD_OPTION', `broker URL scheme "${parsed.protocol}//" is not supported`, {
        hint: FORMS,
      });
  }
}

function asUrl(url: string): URL {
  try {
    return new URL(url);
  } catch (cause) {
    throw new HeadcountError('BAD_OPTION', 'the broker URL does not parse', { hint: FORMS, cause });
  }
}

function networkAddress(url: URL): BrokerAddress {
  const host = url.hostname === '' ? '127.0.0.1' : url.hostname.replace(/^\[(.*)\]$/, '$1');
  const port = url.port === '' ? 6379 : Number(url.port);
  const db = database(url.pathname.slice(1));
  const tls = url.protocol === 'rediss:' ? { tls: tlsOptions(url.searchParams) } : {};
  return {
    label: label(`${url.hostname || host}:${port}`, db),
    options: { host, port, db, ...login(url), ...tls },
  };
}

function socketAddress(url: URL): BrokerAddress {
  const path = decodeURIComponent(url.pathname);
  const db = database(url.searchParams.get('virtual_host') ?? '');
  return { label: label(path, db), options: { path, db, ...login(url) } };
}

function login(url: URL): RedisOptions {
  return {
    ...(url.username === '' ? {} : { username: decodeURIComponent(url.username) }),
    ...(url.password === '' ? {} : { password: decodeURIComponent(url.password) }),
  };
}

function database(text: string): number {
  const digits = text.replace(/^\//, '');
  if (!/^\d{0,5}$/.test(digits)) {
    throw new HeadcountError('BAD_OPTION', `"${digits}" in the broker URL is not a database number`, {
      hint: FORMS,
    });
  }
  return Number(digits);
}

// Celery's users turn verification off with ssl_cert_reqs=none.
function tlsOptions(query: URLSearchParams): { readonly rejectUnauthorized: boolean } {
  return { rejectUnauthorized: !/none$/i.test(query.get('ssl_cert_reqs') ?? '') };
}

function label(place: string, db: number): string {
  return db === 0 ? place : `${place}/${db}`;
}
