/** The conformance corpus of the repository. */
import { readFileSync, readdirSync } from 'node:fs';

const fixtures = new URL('../../../../fixtures/', import.meta.url);

/** The bytes of a file of the fixtures. */
export const fixture = (path: string): Buffer => readFileSync(new URL(path, fixtures));

/** What a case expects. */
export interface Expected {
  strict: 'accept' | 'reject';
  value?: Record<string, unknown>;
  error?: { code: string; segment?: string; field?: string; bit?: number; character?: number };
  canonical?: string;
  asOf?: string;
  lists?: { gvl?: string; cmpList?: string };
  findings?: { code: string; severity: string }[];
}

export interface Case extends Expected {
  name: string;
  kind?: 'gpp' | 'usp' | 'ac';
  text: string;
  lenient?: Omit<Expected, 'strict'> & {
    outcome: 'accept' | 'reject';
    repairs?: unknown[];
    text?: string;
  };
}

const files = readdirSync(new URL('conformance/', fixtures)).filter(
  (name) => name.endsWith('.json') && name !== 'schema.json',
);

/** Signals that came together, and the findings between them. */
export interface Together {
  name: string;
  kind: 'together';
  /** By the name of the URL parameter. */
  signals: Record<string, string>;
  asOf: string;
  lists?: { vendorList: string; cmpList: string; providerList: string };
  findings: { code: string; severity: string }[];
}

const all: (Case | Together)[] = files.flatMap((name) =>
  JSON.parse(fixture(`conformance/${name}`).toString()),
);

/** All cases of a single string. */
export const cases = all.filter((one): one is Case => one.kind !== 'together');

/** All cases of signals that came together. */
export const together = all.filter((one): one is Together => one.kind === 'together');

/** The cases of TC strings. */
export const tcCases = cases.filter((one) => one.kind === undefined);

/** A value with all lists of ranges, `[[1, 3]]`, as lists of ids. */
export function expanded(value: unknown): unknown {
  if (Array.isArray(value)) {
    const isRanges =
      value.length > 0 &&
      value.every(
        (item) => Array.isArray(item) && item.length === 2 && item.every(Number.isInteger),
      );
    if (!isRanges) return value.map(expanded);
    return value.flatMap(([first, last]: [number, number]) =>
      Array.from({ length: last - first + 1 }, (_, at) => first + at),
    );
  }
  if (value && typeof value === 'object') {
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, expanded(item)]));
  }
  return value;
}
