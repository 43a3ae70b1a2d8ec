/** Arguments of other types, as programs without TypeScript pass them. */
import { describe, expect, test } from 'vitest';
import * as bytes from 'tcf-wasm/bytes';
import * as codec from 'tcf-wasm/codec';
import { TCModel, TCString } from 'tcf-wasm/compat';
import * as tcf from 'tcf-wasm';

const TEXT = 'CQg2bYAQg2bYAEsABAENCMFgAOAAAAIAAAYgACsgAEQAAA.IACugA';
const SECRET = 'a value that must not be in a message';
const asOf = '2026-06-01';
/** What a payload needs. */
const BASE = { cmpId: 300, vendorListVersion: 140 };

/** The functions of the package with arguments of any type. */
const untyped = <T>(module: T) =>
  module as { [K in keyof T]: (...values: unknown[]) => unknown } & {
    TcString: Record<'parse' | 'create', (...values: unknown[]) => unknown>;
    Lists: new () => Record<string, (...values: unknown[]) => unknown>;
  };
const api = untyped(tcf);
const tc = () => tcf.TcString.parse(TEXT) as unknown as Record<string, (value: unknown) => void>;

const TEXTS = ['unpack', 'decode', 'describeUs', 'inspect', 'lengths', 'size', 'explain'] as const;
const WITH_OPTIONS = ['validate', 'decide', 'decideBrief', 'matrix'] as const;
const QUESTIONS = [
  'vendorConsent',
  'vendorLegitimateInterest',
  'purposeConsent',
  'purposeLegitimateInterest',
] as const;

/** Calls by their name, with the argument that they name. */
const TEXT_CALLS: [string, string, (value: unknown) => unknown][] = [
  ...TEXTS.map((name): [string, string, (value: unknown) => unknown] => [
    name,
    name === 'explain' ? 'code' : 'text',
    (value) => api[name](value),
  ]),
  ...WITH_OPTIONS.map((name): [string, string, (value: unknown) => unknown] => [
    name,
    'text',
    (value) => api[name](value, { asOf, vendors: 2 }),
  ]),
  ...QUESTIONS.map((name): [string, string, (value: unknown) => unknown] => [
    name,
    'text',
    (value) => api[name](value, 5),
  ]),
  ['codec vendorConsent', 'text', (value) => untyped(codec).vendorConsent(value, 5)],
  ['codec TcString.parse', 'text', (value) => untyped(codec).TcString.parse(value)],
  ['TcString.parse', 'text', (value) => api.TcString.parse(value)],
  ['inspectFirst', 'text', (value) => api.inspectFirst(value, 5)],
  ['diff', 'before', (value) => api.diff(value, TEXT, { asOf })],
  ['diff', 'after', (value) => api.diff(TEXT, value, { asOf })],
  ['audit', 'options.file', (file) => api.audit('{}', { file })],
  ['compat TCString.decode', 'text', (value) => TCString.decode(value as string)],
];

const thrown = (run: () => unknown): Error => {
  try {
    run();
  } catch (error) {
    return error as Error;
  }
  return expect.unreachable('nothing was thrown');
};

test.each(TEXT_CALLS)('%s names %s', (_, argument, call) => {
  for (const [value, found] of [
    [5, 'a number'],
    [0, 'a number'],
    [true, 'a boolean'],
    [undefined, 'undefined'],
    [null, 'null'],
    [{ text: SECRET }, 'an object'],
    [[SECRET], 'an array'],
    [Symbol(SECRET), 'a symbol'],
    [() => SECRET, 'a function'],
    [10n, 'a bigint'],
  ]) {
    const error = thrown(() => call(value));
    expect(error).toBeInstanceOf(TypeError);
    expect(error.message).toBe(`${argument}: expected a string, found ${found}`);
  }
  // The module can still be used.
  expect(tcf.vendorConsent(TEXT, 5)).toBe(true);
});

/** Calls with options. */
const OPTION_CALLS: [string, (options: unknown) => unknown][] = [
  ...(['unpack', 'decode', 'describeUs', 'inspect', 'lengths', 'size'] as const).map(
    (name): [string, (options: unknown) => unknown] => [
      name,
      (options) => api[name](TEXT, options),
    ],
  ),
  ...WITH_OPTIONS.map((name): [string, (options: unknown) => unknown] => [
    name,
    (options) => api[name](TEXT, options),
  ]),
  ['inspectFirst', (options) => api.inspectFirst(TEXT, 5, options)],
  ['diff', (options) => api.diff(TEXT, TEXT, options)],
  ['encode', (options) => api.encode({}, options)],
  ['generate', (options) => api.generate(options)],
  ['audit', (options) => api.audit('{}', options)],
  ['TcString.parse', (options) => api.TcString.parse(TEXT, options)],
];

test.each(OPTION_CALLS)('%s names its options', (_, call) => {
  for (const [value, found] of [
    [null, 'null'],
    [5, 'a number'],
    [SECRET, 'a string'],
    [[SECRET], 'an array'],
  ]) {
    const error = thrown(() => call(value));
    expect(error).toBeInstanceOf(TypeError);
    expect(error.message).toBe(`options: expected an object, found ${found}`);
  }
});

test.each(['validate', 'decide', 'decideBrief', 'matrix', 'generate'] as const)(
  '%s needs options, with a date and lists',
  (name) => {
    const call = (options?: unknown) =>
      thrown(() => (name === 'generate' ? api[name](options) : api[name](TEXT, options))).message;
    expect(call()).toBe('options: expected an object, found undefined');
    const wrongDate = 'options.asOf: expected a string or a valid Date, found';
    expect(call({ vendors: 2 })).toBe(`${wrongDate} undefined`);
    expect(call({ vendors: 2, asOf: 5 })).toBe(`${wrongDate} a number`);
    expect(call({ vendors: 2, asOf: new Date(Number.NaN) })).toBe(`${wrongDate} an object`);
    const wrongLists = 'options.lists: expected Lists, found';
    expect(call({ vendors: 2, asOf, lists: null })).toBe(`${wrongLists} null`);
    expect(call({ vendors: 2, asOf, lists: { handle: 5 } })).toBe(`${wrongLists} an object`);
  },
);

describe('other arguments', () => {
  const message = (run: () => unknown) => {
    const error = thrown(run);
    expect(error).toBeInstanceOf(TypeError);
    return error.message;
  };

  test('are named', () => {
    const lists = new api.Lists();
    expect(message(() => lists.add?.(5))).toBe(
      'list: expected a Uint8Array or a string, found a number',
    );
    expect(message(() => lists.add?.([1, 2]))).toContain('found an array');
    expect(message(() => lists.show?.('3', 140))).toBe(
      'specification: expected a number, found a string',
    );
    expect(message(() => lists.remove?.(3))).toBe('version: expected a number, found undefined');
    expect(message(() => lists.vendor?.(3, 140, '2'))).toBe(
      'id: expected a number, found a string',
    );
    expect(message(() => lists.cmpName?.({}))).toBe('id: expected a number, found an object');
    expect(message(() => api.audit(5, { file: 'a.har' }))).toContain('har: expected a Uint8Array');
    expect(message(() => api.audit(new ArrayBuffer(1), { file: 'a.har' }))).toContain('an object');
    expect(message(() => api.inspectFirst(TEXT))).toBe('limit: expected a number, found undefined');
    expect(message(() => api.names('5'))).toBe(
      'tcfPolicyVersion: expected a number, found a string',
    );
    expect(message(() => api.encode(undefined, { asOf }))).toBe(
      'payload: expected a JSON value, found undefined',
    );
    expect(message(() => api.vendorConsent(TEXT, '5'))).toBe(
      'id: expected a number, found a string',
    );
    expect(message(() => tcf.TcString.parse(TEXT).vendorConsents.has('5' as never))).toContain(
      'id',
    );
    expect(message(() => api.decide(TEXT, { asOf }))).toBe(
      'options.vendors: expected a string or a number, found undefined',
    );
    expect(message(() => api.TcString.create(5))).toBe(
      'values: expected an object, found a number',
    );
    expect(message(() => new TCModel({} as never))).toContain('tcString: expected a TcString');
    expect(message(() => TCString.encode({} as never))).toContain('model: expected a TCModel');
    expect(message(() => bytes.initSync(undefined as never))).toBe(
      'module: expected an object, found undefined',
    );
  });

  test('that are out of range are not those of another vendor', () => {
    const lists = new tcf.Lists();
    const vendor = { id: 1, name: 'One', purposes: [1] };
    lists.add(
      JSON.stringify({
        gvlSpecificationVersion: 3,
        vendorListVersion: 140,
        vendors: { 1: vendor },
      }),
    );
    expect(lists.vendor(3, 140, 1)).toMatchObject({ id: 1 });
    for (const id of [65_537, -65_535, 1.5, Number.NaN]) {
      expect(lists.vendor(3, 140, id)).toBeNull();
      expect(lists.cmpName(id)).toBeUndefined();
      expect(tcf.vendorConsent(TEXT, id)).toBe(false);
    }
    expect(thrown(() => lists.show(259, 140))).toMatchObject({
      code: 'value',
      field: 'specification',
    });
    expect(thrown(() => lists.remove(3, 65_676))).toMatchObject({
      code: 'value',
      field: 'version',
    });
    expect(thrown(() => tcf.names(65_541))).toMatchObject({
      code: 'value',
      field: 'tcfPolicyVersion',
    });
  });
});

describe('changes', () => {
  const wrong = (changes: unknown) => {
    const error = thrown(() => tc().with?.(changes)) as tcf.TcError;
    return [error.name, error.message] as const;
  };

  test.each([
    [undefined, 'changes: expected an object, found undefined'],
    [{ cmpId: '5' }, 'cmpId: expected a number, found a string'],
    [{ cmpId: null }, 'cmpId: expected a number, found null'],
    [{ isServiceSpecific: 1 }, 'isServiceSpecific: expected a boolean, found a number'],
    [{ publisherCC: 5 }, 'publisherCC: expected a string, found a number'],
    [{ created: 5 }, 'created: expected a Date or a string, found a number'],
    [{ purposesConsent: '12' }, 'purposesConsent: expected ids such as an array, found a string'],
    [{ purposesConsent: [null] }, 'purposesConsent: expected an id or a range, found null'],
    [{ publisherTC: 5 }, 'publisherTC: expected an object, found a number'],
    [{ publisherRestrictions: {} }, 'publisherRestrictions: expected an array, found an object'],
    [
      { publisherRestrictions: [5] },
      'publisherRestrictions[0]: expected an object, found a number',
    ],
  ])('of another type are named: %j', (changes, message) => {
    expect(wrong(changes)).toEqual(['TypeError', message]);
  });

  const restriction = { purposeId: 2, restrictionType: 'requireConsent', vendors: [2] };
  test.each([
    [{ nope: 1 }, 'nope'],
    [{ numCustomPurposes: 2 }, 'numCustomPurposes'],
    [{ publisherTC: { nope: 1 } }, 'publisherTC.nope'],
    [{ publisherRestrictions: [{ ...restriction, nope: 1 }] }, 'publisherRestrictions[0].nope'],
    [
      { publisherRestrictions: [restriction, { ...restriction, purposeId: 65_538 }] },
      'publisherRestrictions[1].purposeId',
    ],
    [
      { publisherRestrictions: [{ ...restriction, restrictionType: 'none' }] },
      'publisherRestrictions[0].restrictionType',
    ],
  ])('with %j are refused as encode refuses them', (changes, field) => {
    const error = thrown(() => tc().with?.(changes));
    expect(error).toMatchObject({ name: 'TcError', code: 'value', field });
    expect(() => tcf.encode({ ...BASE, ...changes }, { asOf })).toThrow(tcf.TcError);
  });

  test('can be what toJSON returns', () => {
    const before = tcf.TcString.parse(TEXT);
    expect(tcf.TcString.create(before.toJSON()).encode()).toBe(before.encode());
    expect(wrong({ version: 1 })[1]).toBe('version: cannot be changed, expected 2');
  });

  /** The text with a time of creation, or whether it was refused. */
  const attempt = (run: () => string) => {
    try {
      return tcf.TcString.parse(run()).created.toISOString();
    } catch (error) {
      expect(error).toBeInstanceOf(tcf.TcError);
      return 'refused';
    }
  };

  test.each([
    ['2026-03-10', '2026-03-10T00:00:00.000Z'],
    ['2026-03-10T00:00:00.1Z', '2026-03-10T00:00:00.100Z'],
    ['2026-03-10T00:00:00.100Z', '2026-03-10T00:00:00.100Z'],
    ['2026-03-10T02:00:00+02:00', '2026-03-10T00:00:00.000Z'],
    ['2026-03-10 00:00:00Z', '2026-03-10T00:00:00.000Z'],
    [new Date('2026-03-10T00:00:00.100Z'), '2026-03-10T00:00:00.100Z'],
    ...[
      '2026-03-10T00:00:00.123Z',
      '2026-03-10T00:00:00.1001Z',
      '2026-03-10T00:00:00',
      '2026-03-10T24:00:00Z',
      '2026-03-10T00:00:60Z',
      '2026-02-30',
      '2026-13-01',
      '1969-12-31',
      '9999-01-01',
      'March 3',
      '',
      new Date('2026-03-10T00:00:00.123Z'),
      new Date(Number.NaN),
    ].map((created) => [created, 'refused'] as const),
  ])('of times are those of encode: %s', (created, expected) => {
    expect(attempt(() => tcf.TcString.create({ created }).encode())).toBe(expected);
    expect(attempt(() => tcf.encode({ ...BASE, created }, { asOf }))).toBe(expected);
  });
});
