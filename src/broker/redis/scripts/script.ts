// A Lua script and the name by which the embedded broker finds its twin.

import { createHash } from 'node:crypto';

export interface Script<Name extends string = string> {
  readonly name: Name;
  readonly lua: string;
  /** What EVALSHA calls it. */
  readonly sha: string;
}

export function defineScript<Name extends string>(name: Name, lua: string): Script<Name> {
  return { name, lua, sha: createHash('sha1').update(lua).digest('hex') };
}
