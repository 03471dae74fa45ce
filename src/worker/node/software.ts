// What this worker is, as it tells monitors and `inspect report`.

import { readFileSync } from 'node:fs';
import { type as systemType } from 'node:os';

export interface Software {
  readonly sw_ident: string;
  readonly sw_ver: string;
  readonly sw_sys: string;
}

let software: Software | undefined;

/** In Celery's words. Read once. */
export function softwareInfo(): Software {
  software ??= { sw_ident: 'headcount', sw_ver: version(), sw_sys: systemType() };
  return software;
}

function version(): string {
  const file = new URL('../../../../package.json', import.meta.url);
  const manifest: unknown = JSON.parse(readFileSync(file, 'utf8'));
  const found = typeof manifest === 'object' && manifest !== null && 'version' in manifest;
  return found ? String(manifest.version) : 'unknown';
}
