// Which room may import which: read from docs/architecture.md, the one place where it is written.

import { readFileSync } from 'node:fs';

export type RoomTable = ReadonlyMap<string, ReadonlySet<string>>;

const ROW = /^\|\s*`(?<room>\w+)\/`\s*\|[^|]*\|(?<imports>[^|]*)\|\s*$/gm;

/** Room name to the rooms it may import. A cell "all" means every room of the table. */
export function readRoomTable(file: string): RoomTable {
  const rows = [...readFileSync(file, 'utf8').matchAll(ROW)].map(({ groups }) => ({
    room: groups?.['room'] ?? '',
    imports: (groups?.['imports'] ?? '').split(',').map((name) => name.trim()),
  }));
  const every = rows.map(({ room }) => room);
  return new Map(
    rows.map(({ room, imports }) => [
      room,
      new Set(imports.includes('all') ? every : imports.filter((name) => every.includes(name))),
    ]),
  );
}
