// Reads a result: from a run directory or the file itself. A result is input: parsed in full, and refused
// with the path of the first field that does not fit.

import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod';
import { HeadcountError } from '../errors/index.ts';
import { FORMAT_NAME, FORMAT_VERSION, runResultSchema, type RunResult } from './schema/run.ts';

/** The result's file name inside a run directory. */
export const RESULT_FILE = 'result.json';

const headSchema = z.object({ format: z.literal(FORMAT_NAME), version: z.number().int() });

/** Reads DIR/result.json or the file given. Throws BAD_RESULT saying what was wrong and where. */
export async function readResult(path: string): Promise<RunResult> {
  const file = await resultFile(path);
  const text = await readText(file);
  return parseResult(text, file);
}

/** Parses the text of a result file; `file` names it in errors. */
export function parseResult(text: string, file: string): RunResult {
  const json = parseJson(text, file);
  const head = headSchema.safeParse(json);
  if (!head.success) {
    throw new HeadcountError('BAD_RESULT', `${file} is not a headcount result`, {
      hint: `Expected "format": "${FORMAT_NAME}". Name a run directory or the result.json that 'headcount run' wrote.`,
    });
  }
  if (head.data.version !== FORMAT_VERSION) {
    throw new HeadcountError(
      'BAD_RESULT',
      `${file} has format version ${head.data.version}, not ${FORMAT_VERSION}`,
      {
        hint: 'Read it with the version of headcount that wrote it, or run the scenario again.',
      },
    );
  }
  const parsed = runResultSchema.safeParse(json);
  if (parsed.success) return parsed.data;
  throw new HeadcountError('BAD_RESULT', `${file} is damaged: ${firstIssue(parsed.error)}`, {
    hint: 'docs/result-format.md describes every field.',
  });
}

async function resultFile(path: string): Promise<string> {
  try {
    return (await stat(path)).isDirectory() ? join(path, RESULT_FILE) : path;
  } catch (cause) {
    throw new HeadcountError('BAD_RESULT', `no such run: ${path}`, {
      hint: 'Name a run directory or a result.json, for example reports/quickstart/latest.',
      cause,
    });
  }
}

async function readText(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (cause) {
    throw new HeadcountError('BAD_RESULT', `cannot read ${file}`, {
      hint: 'A run directory holds a result.json; did the run finish?',
      cause,
    });
  }
}

function parseJson(text: string, file: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch (cause) {
    throw new HeadcountError('BAD_RESULT', `${file} is not JSON`, { cause });
  }
}

function firstIssue(error: z.ZodError): string {
  const issue = error.issues[0];
  return issue === undefined ? 'unknown' : `${issue.path.join('.')}: ${issue.message}`;
}
