// An error reply, thrown by a command before it has changed or answered anything.

export class Refusal extends Error {}

export function refuse(text: string): never {
  throw new Refusal(text);
}

export function wrongType(): never {
  throw new Refusal('WRONGTYPE Operation against a key holding the wrong kind of value');
}

export function syntaxError(): never {
  throw new Refusal('ERR syntax error');
}
