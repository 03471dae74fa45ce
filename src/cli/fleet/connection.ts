// How the commands that talk to running workers find them: the options they share, the broker, the answers.

import { connectBroker, type Broker } from '../../broker/index.ts';
import { HeadcountError } from '../../errors/index.ts';
import { formatDuration, ms, parseDuration, type Milliseconds } from '../../units/index.ts';
import { DEFAULT_BROKER, RemoteControl, type Answers, type Question } from '../../worker/index.ts';
import type { Host } from '../host.ts';

export const FLEET_OPTIONS = {
  broker: { alias: 'b', type: 'string', describe: 'Broker URL; default: $HEADCOUNT_BROKER, $REDIS_URL' },
  timeout: {
    alias: 't',
    type: 'string',
    default: '1s',
    describe: 'How long to wait for the next answer',
  },
} as const;

export const DESTINATION_OPTION = {
  destination: { alias: 'd', type: 'string', describe: 'Only these workers: web@host1,batch@host2' },
} as const;

export interface Fleet extends AsyncDisposable {
  readonly broker: Broker;
  readonly remote: RemoteControl;
  readonly timeoutMs: Milliseconds;
}

export async function connectFleet(
  args: { readonly broker: string | undefined; readonly timeout: string },
  host: Host,
): Promise<Fleet> {
  const timeoutMs = durationArgument('--timeout', args.timeout);
  const broker = await connectBroker(brokerUrl(args.broker, host));
  const remote = new RemoteControl(broker.signals);
  return {
    broker,
    remote,
    timeoutMs,
    [Symbol.asyncDispose]: async () => {
      await remote[Symbol.asyncDispose]();
      await broker.close();
    },
  };
}

/** The broker that is meant: `given` on the command line, else by the environment. */
export function brokerUrl(given: string | undefined, { env }: Host): string {
  return given ?? env['HEADCOUNT_BROKER'] ?? env['REDIS_URL'] ?? DEFAULT_BROKER;
}

/** A duration; a bare number is seconds, as Celery takes it. Throws USAGE. */
export function durationArgument(option: string, text: string): Milliseconds {
  const parsed = parseDuration(/^\d+(\.\d+)?$/.test(text.trim()) ? `${text.trim()}s` : text);
  if (parsed.ok && parsed.value > 0) return parsed.value;
  const expected = parsed.ok ? 'more than nothing' : parsed.expected;
  throw new HeadcountError('USAGE', `${option} is "${text}"`, { hint: `Expected ${expected}.` });
}

/** `a,b` as names; undefined = everyone. */
export function destinationArgument(text: string | undefined): readonly string[] | undefined {
  const names = (text ?? '').split(',').map((name) => name.trim());
  const given = names.filter((name) => name !== '');
  return given.length === 0 ? undefined : given;
}

/** Asks; throws NO_REPLY when nobody answers. */
export async function askFleet(fleet: Fleet, question: Question): Promise<Answers> {
  const answers = await fleet.remote.ask(question, fleet.timeoutMs);
  if (answers.size > 0) return answers;
  const others = question.destination === undefined ? [] : [...(await ping(fleet)).keys()];
  throw noReply(fleet.timeoutMs, question.destination, others);
}

/** The nodes that are there. */
export async function ping(fleet: Fleet, destination?: readonly string[]): Promise<Answers> {
  return await fleet.remote.ask({ method: 'ping', destination }, fleet.timeoutMs);
}

export function noReply(
  timeoutMs: Milliseconds,
  destination: readonly string[] | undefined,
  others: readonly string[],
): HeadcountError {
  const who = destination === undefined ? 'no worker' : destination.join(', ');
  const answered = destination === undefined ? 'answered' : 'did not answer';
  const hint =
    others.length > 0
      ? `Workers that answer: ${others.join(', ')}.`
      : 'Check that workers run on this broker and database; one that is busy may need a longer --timeout.';
  return new HeadcountError('NO_REPLY', `${who} ${answered} within ${formatDuration(ms(timeoutMs))}`, {
    hint,
  });
}
