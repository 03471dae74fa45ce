// Redis' patterns: * ? [abc] [^a-z] and \ before a character that means itself.

/** A test for names; made once for a pattern. */
export function globTest(pattern: string): (name: string) => boolean {
  if (pattern === '*') return () => true;
  const expression = new RegExp(`^${translate(pattern)}$`, 's');
  return (name) => expression.test(name);
}

function translate(pattern: string): string {
  let expression = '';
  for (let i = 0; i < pattern.length; i++) {
    const character = pattern.charAt(i);
    if (character === '*') expression += '.*';
    else if (character === '?') expression += '.';
    else if (character === '\\' && i + 1 < pattern.length) expression += literal(pattern.charAt(++i));
    else if (character === '[') {
      const [set, end] = translateSet(pattern, i + 1);
      expression += set;
      i = end;
    } else expression += literal(character);
  }
  return expression;
}

// A set that is not closed ends with the pattern; an empty one matches nothing.
function translateSet(pattern: string, start: number): readonly [string, number] {
  const negated = pattern.charAt(start) === '^';
  let body = '';
  let i = negated ? start + 1 : start;
  for (; i < pattern.length && pattern.charAt(i) !== ']'; i++) {
    if (pattern.charAt(i) === '\\' && i + 1 < pattern.length) body += inSet(pattern.charAt(++i));
    else if (pattern.charAt(i + 1) === '-' && i + 2 < pattern.length) {
      const ends = [pattern.charAt(i), pattern.charAt(i + 2)].toSorted();
      body += ends.map(inSet).join('-');
      i += 2;
    } else body += inSet(pattern.charAt(i));
  }
  const set = body === '' ? (negated ? '[\\s\\S]' : '[]') : `[${negated ? '^' : ''}${body}]`;
  return [set, i];
}

const literal = (character: string): string => character.replace(/[\\^$.*+?()[\]{}|/-]/, '\\$&');
const inSet = (character: string): string => character.replace(/[\\\]^-]/, '\\$&');
