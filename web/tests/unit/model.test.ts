/** What the page computes, with the real module. */
import { readFileSync, readdirSync } from 'node:fs';
import { beforeAll, describe, expect, test } from 'vitest';
import {
  decode,
  describeUs,
  initSync,
  inspect,
  matrix,
  size,
  TcString,
  validate,
} from 'tcf-wasm/bytes';
import {
  countIds,
  fieldOfVendor,
  fieldsOf,
  flip,
  fromLocation,
  hasId,
  lensOf,
  linesOf,
  parseIds,
  permissionsOf,
  piecesOf,
  rangesText,
  runsOf,
  toFragment,
  unitsOf,
  type PermissionChange,
} from '../../src/model.js';

const TEXT = 'CQg2bYAQg2bYAEsABAENCMFgAOAAAAIAAAYgACsgAEQAAA.IACugA';
const fixtures = new URL('../../../fixtures/', import.meta.url);

beforeAll(() => {
  const module = '../../../bindings/wasm/npm/pkg/tcf/tcf_bg.wasm';
  initSync(readFileSync(new URL(module, import.meta.url)));
});

/** All cases of a single string. Signals that came together have none. */
const corpus = readdirSync(new URL('conformance/', fixtures))
  .filter((name) => name.endsWith('.json') && name !== 'schema.json')
  .flatMap((name) => JSON.parse(readFileSync(new URL(`conformance/${name}`, fixtures), 'utf8')))
  .filter(({ text }) => text !== undefined) as { name: string; text: string; strict: string }[];

const read = (text: string) => fieldsOf(text, inspect(text, { pasted: true }));

test('every character of the corpus is in exactly one piece', () => {
  for (const { text } of corpus) {
    const { fields } = read(text);
    const pieces = piecesOf(text, fields, []);
    expect(pieces.map((piece) => piece.text).join('')).toBe(text);
    const misplaced = pieces.filter((piece) => !text.startsWith(piece.text, piece.start));
    expect(misplaced).toEqual([]);
  }
});

test('a piece belongs to the fields that cover it', () => {
  for (const { text } of corpus.filter((one) => one.text.length < 2_000)) {
    const { fields } = read(text);
    for (const { start, text: piece, fields: found } of piecesOf(text, fields, [])) {
      const end = start + piece.length;
      const covering = fields.filter((field) => field.start <= start && end <= field.end);
      const indices = covering.map(({ index }) => index).sort();
      if (String([...found].sort()) !== String(indices)) expect(found).toEqual(indices);
    }
  }
});

test('the bits of the lens are those of the record', () => {
  for (const { text } of corpus.filter((one) => one.text.length < 2_000)) {
    for (const field of read(text).fields.filter(({ bits }) => bits !== '')) {
      const bits = lensOf(text, field, 10_000).flatMap((character) => character.bits);
      const inField = bits.filter((bit) => bit.inField).map(({ value }) => value);
      // Standard base64 has two other characters.
      if (!inField.includes('·')) expect(inField.join('')).toBe(field.bits);
    }
  }
});

test('a flipped bit is the only change, and flipping it again undoes it', () => {
  for (let within = 0; within < 6; within += 1) {
    const flipped = flip(TEXT, 12, within);
    expect(flipped).not.toBe(TEXT);
    expect(flip(flipped, 12, within)).toBe(TEXT);
    const of = (text: string) =>
      read(text)
        .fields.map(({ bits }) => bits)
        .join('');
    const [before, after] = [of(TEXT), of(flipped)];
    const differences = [...before].filter((bit, at) => bit !== after[at]);
    expect(differences.length).toBe(1);
  }
  expect(flip('.', 0, 0)).toBe('.');
});

test('bits after a fault are shown', () => {
  const broken = TEXT.slice(0, 44);
  const { fields, faults } = read(broken);
  expect(faults).toHaveLength(1);
  const last = fields.at(-1);
  expect(last && lensOf(broken, last, 400).length).toBeGreaterThan(0);
});

test('a vendor is found in a bit field and in ranges', () => {
  const { fields } = read(TEXT);
  const found = fieldOfVendor(fields, 'core', 'VendorConsent', 5);
  expect(found?.field.name).toBe('VendorConsent.BitField');
  expect(found?.bit).toBe((found?.field.offset ?? 0) + 4);
  const ranges = corpus.find(({ name }) => name === 'vendors-one-65535-range')?.text ?? '';
  const range = fieldOfVendor(read(ranges).fields, 'core', 'VendorConsent', 65_535);
  expect(range?.field.name).toMatch(/RangeEntry\[0\]/);
});

test('characters are mapped to UTF-16 units', () => {
  const unit = unitsOf('a😀b');
  expect([0, 1, 2, 3, 9].map(unit)).toEqual([0, 1, 3, 4, 4]);
  expect([0, 2, 9].map(unitsOf('abc'))).toEqual([0, 2, 3]);
});

test('ids are read as they are written', () => {
  const ids = [
    [1, 3],
    [7, 7],
  ] as [number, number][];
  expect(rangesText(ids)).toBe('1-3, 7');
  expect(parseIds('1-3, 7')).toEqual(ids);
  expect(parseIds('')).toEqual([]);
  for (const wrong of ['0', '3-1', '1-', 'x', '65536', '1.5']) {
    expect(parseIds(wrong)).toBeUndefined();
  }
  expect([countIds(ids), hasId(ids, 2), hasId(ids, 4)]).toEqual([4, true, false]);
  expect(rangesText(ids, 1)).toBe('1-3, … 1 more');
});

describe('links', () => {
  test('carry strings and date', () => {
    const shared = { text: `${TEXT}+/=&#`, other: TEXT, asOf: '2026-06-01' };
    expect(fromLocation({ hash: toFragment(shared), search: '' })).toEqual(shared);
    const alone = { text: TEXT, other: undefined, asOf: undefined };
    expect(fromLocation({ hash: toFragment(alone), search: '' })).toEqual(alone);
  });

  test('of pages with a parameter are read, anything else is not', () => {
    const search = `?gdpr_consent=${TEXT}&asOf=x`;
    expect(fromLocation({ hash: '', search }).text).toBe(TEXT);
    expect(fromLocation({ hash: '#at=yesterday', search: '' }).asOf).toBeUndefined();
  });
});

test('a list of strings has labels before tabs', () => {
  expect(linesOf(`one\t${TEXT}\n\n${TEXT}\n`)).toEqual([
    { number: 1, label: 'one', text: TEXT },
    { number: 3, label: '', text: TEXT },
  ]);
  expect(linesOf(`${TEXT}\n`)).toBeUndefined();
  expect(linesOf('{\n"a": 1\n}')).toBeUndefined();
});

test('runs of ids, and changes of verdicts in words', () => {
  expect(runsOf([])).toEqual([]);
  expect(runsOf([1, 2, 3, 5, 7, 8])).toEqual([
    [1, 3],
    [5, 5],
    [7, 8],
  ]);
  const consent: PermissionChange['from'] = { verdict: 'permit', basis: 'consent' };
  const deny: PermissionChange['from'] = { verdict: 'deny', basis: null };
  const changes: PermissionChange[] = [
    { vendor: 5, kind: 'purpose', id: 3, from: consent, to: deny },
    {
      vendor: 2,
      kind: 'specialPurpose',
      id: 1,
      from: deny,
      to: { verdict: 'permit', basis: null },
    },
    { vendor: 4, kind: 'purpose', id: 3, from: consent, to: deny },
  ];
  expect(permissionsOf(changes)).toEqual([
    { text: 'purpose 3, permitted on consent → denied', vendors: [4, 5] },
    { text: 'special purpose 1, denied → permitted', vendors: [2] },
  ]);
});

test('a hostile string makes little work', () => {
  // 4,095 restrictions on all vendors.
  const publisherRestrictions = Array.from({ length: 4_095 }, (_, at) => ({
    purposeId: (at % 24) + 1,
    restrictionType: 'requireConsent' as const,
    vendors: ['1-65535'],
  }));
  const text = TcString.create({ cmpId: 300, publisherRestrictions }).encode();
  const pasted = { pasted: true };
  const options = { asOf: '2026-06-01', ...pasted };
  const records = {
    decode: decode(text, pasted),
    describeUs: describeUs(text, pasted),
    inspect: inspect(text, pasted),
    matrix: matrix(text, { ...options, vendors: 'disclosed' }),
    size: size(text, pasted),
    validate: validate(text, options),
  };
  const lengths = Object.fromEntries(
    Object.entries(records).map(([name, record]) => [name, JSON.stringify(record).length]),
  );
  const total = Object.values(lengths).reduce((sum, length) => sum + length);
  expect(total, JSON.stringify(lengths)).toBeLessThan(6_000_000);
  const { fields } = fieldsOf(text, records.inspect);
  expect(fields.length).toBeLessThan(30_000);
  expect(piecesOf(text, fields, []).length).toBeLessThan(40_000);
});
