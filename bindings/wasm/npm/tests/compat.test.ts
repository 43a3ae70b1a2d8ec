/** The compatible API against `@iabtechlabtcf/core` itself. */
import * as core from '@iabtechlabtcf/core';
import { describe, expect, test } from 'vitest';
import { PurposeRestriction, RestrictionType, TCString, Vector } from 'tcf-wasm/compat';
import { TcString } from 'tcf-wasm/codec';
import { tcCases } from './corpus.js';

const VECTORS = [
  'specialFeatureOptins',
  'purposeConsents',
  'purposeLegitimateInterests',
  'vendorConsents',
  'vendorLegitimateInterests',
  'vendorsDisclosed',
  'vendorsAllowed',
  'publisherConsents',
  'publisherLegitimateInterests',
  'publisherCustomConsents',
  'publisherCustomLegitimateInterests',
] as const;
const SCALARS = [
  'version',
  'cmpId',
  'cmpVersion',
  'consentScreen',
  'consentLanguage',
  'publisherCountryCode',
  'vendorListVersion',
  'policyVersion',
  'isServiceSpecific',
  'useNonStandardTexts',
  'purposeOneTreatment',
  'numCustomPurposes',
] as const;

const decoded = (text: string) => {
  try {
    return core.TCString.decode(text);
  } catch {
    return undefined;
  }
};

// What core decodes differently, or changes while decoding.
const accepted = tcCases.filter(
  (one) => one.strict === 'accept' && (one.value?.version as number) === 2,
);
const both = accepted.flatMap((one) => {
  const theirs = decoded(one.text);
  return theirs && one.text.length < 4_000 ? [{ ...one, theirs }] : [];
});

test('most strings are compared', () => {
  expect(both.length).toBeGreaterThan(250);
});

describe.each(both)('$name', ({ text, theirs }) => {
  const ours = TCString.decode(text);

  test('scalars', () => {
    const of = (model: object) =>
      Object.fromEntries(SCALARS.map((name) => [name, model[name as keyof typeof model]]));
    expect(of(ours)).toEqual(of(theirs));
    expect(ours.created).toEqual(theirs.created);
    expect(ours.lastUpdated).toEqual(theirs.lastUpdated);
  });

  test('vectors', () => {
    for (const name of VECTORS) {
      const [one, other] = [ours[name], theirs[name]];
      expect([name, [...one.values()]]).toEqual([name, [...other.values()].sort((a, b) => a - b)]);
      expect([one.size, one.maxId]).toEqual([other.size, Math.max(0, ...other.values())]);
    }
  });

  test('restrictions', () => {
    const [one, other] = [ours.publisherRestrictions, theirs.publisherRestrictions];
    const known = other
      .getRestrictions()
      .map(
        ({ purposeId, restrictionType }) =>
          new PurposeRestriction(purposeId, restrictionType as RestrictionType),
      );
    for (const restriction of known) {
      const same = new core.PurposeRestriction(
        restriction.purposeId,
        restriction.restrictionType as number,
      );
      expect(one.getVendors(restriction)).toEqual(other.getVendors(same));
      for (const vendor of other.getVendors(same).slice(0, 20)) {
        expect(one.vendorHasRestriction(vendor, restriction)).toBe(true);
        expect(one.getRestrictionType(vendor, restriction.purposeId)).toBe(
          other.getRestrictionType(vendor, restriction.purposeId),
        );
      }
    }
    // Core drops restrictions without vendors.
    const withVendors = one
      .getRestrictions()
      .filter((restriction) => one.getVendors(restriction).length > 0);
    expect(withVendors.length).toBe(known.length);
  });
});

test('a vector iterates over every id up to the highest', () => {
  const ours = new Vector([2, 4]);
  const theirs = new core.Vector();
  theirs.set([2, 4]);
  expect([...ours]).toEqual([...theirs]);
  const calls: unknown[] = [];
  ours.forEach((value, id) => calls.push([value, id]));
  expect(calls).toEqual([
    [false, 1],
    [true, 2],
    [false, 3],
    [true, 4],
  ]);
  expect([new Vector().isEmpty(), new Vector().maxId]).toEqual([true, 0]);
});

describe('differences that the README lists', () => {
  const base = TcString.parse('CQg2bYAQg2bYAEsABAENCMFgAOAAAAIAAAYgACsgAEQAAA.IACugA');

  test.each([0, 1])('CMP %i is decoded', (cmpId) => {
    const text = base.with({ cmpId }).encode();
    expect(decoded(text)).toBeUndefined();
    expect(TCString.decode(text).cmpId).toBe(cmpId);
  });

  test('encoding changes nothing', () => {
    const model = TCString.decode(base.encode());
    expect(TCString.encode(model)).toBe(base.encode());
  });

  test('two cores are refused', () => {
    const text = `${base.encode()}.${base.encode().split('.')[0]}`;
    expect(decoded(text)).toBeDefined();
    expect(() => TCString.decode(text)).toThrow();
  });

  test('version 1 is decoded', () => {
    const v1 = 'BOEFEAyOEFEAyAHABDENAI4AAAB9vABAASA';
    expect(decoded(v1)?.vendorConsents.size ?? 0).toBe(0);
    expect(TCString.decode(v1).vendorConsents.size).toBe(2010);
  });
});
