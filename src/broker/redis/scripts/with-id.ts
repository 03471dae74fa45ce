// Lua that tells messages by the shape of their task's id, as two headers of an envelope name it. Texts inside of other
// values have their quotes escaped and do not count.

/** Defines `has_id(message)`; `shape` is a Lua expression: text in which x stands for a hexadecimal digit. */
export function hasId(shape: string): string {
  return `local id = ((${shape}):gsub('%p', '%%%0'):gsub('x', '[0-9a-f]'))
local header, property = '[^\\\\]"id": ?"' .. id .. '"', '[^\\\\]"correlation_id": ?"' .. id .. '"'
local function has_id(message) return (message:find(header) or message:find(property)) ~= nil end
`;
}
