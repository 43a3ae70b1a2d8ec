/** Changes of a TC string, checked as payloads are. */
import { object, whole, wrongType } from './arguments.js';
import { TcError } from './errors.js';
import type { TcHandle } from '../pkg/codec/codec.js';

// The numbers of sets and scalars in the module.
export const SET = {
  vendorConsents: 0,
  vendorLegitimateInterests: 1,
  disclosedVendors: 2,
  allowedVendors: 3,
  purposesConsent: 4,
  purposesLITransparency: 5,
  specialFeatureOptIns: 6,
} as const;
export const PUBLISHER = {
  purposesConsent: 7,
  purposesLITransparency: 8,
  customPurposesConsent: 9,
  customPurposesLITransparency: 10,
} as const;

/** Ids: numbers, ranges as `[first, last]`, or ranges as `'3-5'`. */
export type Ids = Iterable<number | string | readonly [number, number]>;

/** The types of restrictions, by number. */
export const RESTRICTION_TYPES = [
  'notAllowed',
  'requireConsent',
  'requireLegitimateInterest',
  'undefined',
] as const;
export type RestrictionType = (typeof RESTRICTION_TYPES)[number];

/** Changes of a string; fields that are absent stay as they are. */
export interface Changes {
  created?: Date | string;
  lastUpdated?: Date | string;
  cmpId?: number;
  cmpVersion?: number;
  consentScreen?: number;
  consentLanguage?: string;
  vendorListVersion?: number;
  tcfPolicyVersion?: number;
  isServiceSpecific?: boolean;
  useNonStandardTexts?: boolean;
  purposeOneTreatment?: boolean;
  publisherCC?: string;
  specialFeatureOptIns?: Ids;
  purposesConsent?: Ids;
  purposesLITransparency?: Ids;
  vendorConsents?: Ids;
  vendorLegitimateInterests?: Ids;
  /** `null` removes the segment. */
  disclosedVendors?: Ids | null;
  /** `null` removes the segment. */
  allowedVendors?: Ids | null;
  publisherRestrictions?: { purposeId: number; restrictionType: RestrictionType; vendors: Ids }[];
  /** `null` removes the segment. */
  publisherTC?: {
    numCustomPurposes?: number;
    purposesConsent?: Ids;
    purposesLITransparency?: Ids;
    customPurposesConsent?: Ids;
    customPurposesLITransparency?: Ids;
  } | null;
}

/** The positions of scalars in the header. */
export const SCALAR = {
  created: 1,
  lastUpdated: 2,
  cmpId: 3,
  cmpVersion: 4,
  consentScreen: 5,
  consentLanguage: 6,
  vendorListVersion: 8,
  tcfPolicyVersion: 9,
  isServiceSpecific: 10,
  useNonStandardTexts: 11,
  purposeOneTreatment: 12,
  publisherCC: 13,
  numCustomPurposes: 15,
} as const;

/** The error for a value that does not fit its field. */
function misfit(field: string, message: string): TcError {
  return new TcError('value', `${field}: ${message}`, { field });
}

/** Refuses keys that are not known, as `encode` does. */
function refuseUnknown(place: string, value: object, known: readonly string[]): void {
  for (const key of Object.keys(value)) {
    const field = place + key;
    if (!known.includes(key)) {
      throw misfit(field, `unknown key, expected one of ${known.join(', ')}`);
    }
  }
}

/** Alternating first and last ids. */
function toRanges(field: string, ids: Ids): Uint16Array {
  // The characters of a string are not ids.
  if (typeof ids !== 'object' || ids === null || !(Symbol.iterator in ids)) {
    throw wrongType(field, 'ids such as an array', ids);
  }
  const ranges: number[] = [];
  for (const id of ids) {
    const pair =
      typeof id === 'number' ? [id] : typeof id === 'string' ? id.split('-').map(parseId) : id;
    if (!Array.isArray(pair)) throw wrongType(field, 'an id or a range', id);
    const [first = Number.NaN, last = first] = pair as readonly number[];
    for (const bound of [first, last]) {
      if (!Number.isInteger(bound) || bound < 0 || bound > 65535 || pair.length > 2) {
        throw misfit(field, `not an id or a range: ${String(id)}`);
      }
    }
    ranges.push(first, last);
  }
  return Uint16Array.from(ranges);
}

const parseId = (text: string): number => (text.trim() === '' ? Number.NaN : Number(text));

/** A date, or an instant with its zone, as payloads have them. */
const TIME = /^(\d{4}-\d\d-\d\d)(?:[T ]([01]\d|2[0-3]):\d\d:\d\d(\.\d+)?(?:Z|[+-]\d\d:\d\d))?$/i;

/** Milliseconds since 1970, in whole tenths of a second. */
function toTime(field: string, value: Date | string): number {
  let time: number;
  let isExact = true;
  if (typeof value === 'string') {
    // `Date` reads other strings in the zone of the machine.
    const [, day, , fraction = ''] = TIME.exec(value) ?? [];
    if (day === undefined) {
      throw misfit(field, `"${value}" is not a time, expected 2026-03-10 or 2026-03-10T00:00:00Z`);
    }
    isExact = /^(\.\d0*)?$/.test(fraction);
    const midnight = new Date(day);
    // `Date` takes 30 February for 2 March.
    const exists = !Number.isNaN(midnight.getTime()) && midnight.toISOString().startsWith(day);
    time = exists ? Date.parse(value.replace(' ', 'T').toUpperCase()) : Number.NaN;
  } else if (value instanceof Date) {
    time = value.getTime();
  } else {
    throw wrongType(field, 'a Date or a string', value);
  }
  if (Number.isNaN(time)) throw misfit(field, 'no such date or time');
  if (time < 0) throw misfit(field, 'before 1970');
  if (!isExact || time % 100 !== 0) throw misfit(field, 'more precise than a tenth of a second');
  return time;
}

function setScalar(header: Float64Array, name: keyof typeof SCALAR, value: unknown): void {
  const at = SCALAR[name];
  switch (name) {
    case 'created':
    case 'lastUpdated':
      header[at] = toTime(name, value as Date | string);
      return;
    case 'consentLanguage':
    case 'publisherCC':
      if (typeof value !== 'string') throw wrongType(name, 'a string', value);
      if (value.length !== 2) throw misfit(name, `expected two letters, found "${value}"`);
      header[at] = value.charCodeAt(0);
      header[at + 1] = value.charCodeAt(1);
      return;
    case 'isServiceSpecific':
    case 'useNonStandardTexts':
    case 'purposeOneTreatment':
      if (typeof value !== 'boolean') throw wrongType(name, 'a boolean', value);
      header[at] = Number(value);
      return;
    default:
      if (typeof value !== 'number') throw wrongType(name, 'a number', value);
      header[at] = value;
  }
}

function toRestrictions(restrictions: NonNullable<Changes['publisherRestrictions']>): Uint16Array {
  const list = 'publisherRestrictions';
  if (!Array.isArray(restrictions)) throw wrongType(list, 'an array', restrictions);
  const numbers: number[] = [];
  for (const [at, restriction] of restrictions.entries()) {
    const place = `${list}[${at}]`;
    refuseUnknown(`${place}.`, object(place, restriction), RESTRICTION_KEYS);
    const { purposeId, restrictionType, vendors } = restriction;
    const type = RESTRICTION_TYPES.indexOf(restrictionType);
    if (type < 0) {
      throw misfit(`${place}.restrictionType`, `expected one of ${RESTRICTION_TYPES.join(', ')}`);
    }
    const ranges = toRanges(`${place}.vendors`, vendors);
    numbers.push(whole(`${place}.purposeId`, purposeId, 63), type, ranges.length / 2, ...ranges);
  }
  return Uint16Array.from(numbers);
}

/** Applies changes to a string with this header. */
export function apply(handle: TcHandle, header: Float64Array, changes: Changes): void {
  // What `toJSON` returns has the version.
  const { version, ...others } = changes as Changes & { version?: unknown };
  refuseUnknown('', others, KEYS);
  const { publisherTC, publisherRestrictions } = changes;
  if (version !== undefined && version !== header[0]) {
    throw misfit('version', `cannot be changed, expected ${header[0]}`);
  }
  for (const name of SCALARS) {
    const value = changes[name];
    if (value !== undefined) setScalar(header, name, value);
  }
  if (publisherTC === null) header[SCALAR.numCustomPurposes] = Number.NaN;
  if (publisherTC) {
    refuseUnknown('publisherTC.', object('publisherTC', publisherTC), PUBLISHER_KEYS);
    const count = publisherTC.numCustomPurposes ?? header[SCALAR.numCustomPurposes] ?? Number.NaN;
    if (typeof count !== 'number')
      throw wrongType('publisherTC.numCustomPurposes', 'a number', count);
    header[SCALAR.numCustomPurposes] = Number.isNaN(count) ? 0 : count;
  }
  handle.setHeader(header);
  for (const [name, field] of Object.entries(SET)) {
    const ids = changes[name as keyof typeof SET];
    if (ids === null) handle.removeSegment(field);
    else if (ids !== undefined) handle.setRanges(field, toRanges(name, ids));
  }
  for (const [name, field] of Object.entries(PUBLISHER)) {
    const ids = publisherTC?.[name as keyof typeof PUBLISHER];
    if (ids !== undefined) handle.setRanges(field, toRanges(`publisherTC.${name}`, ids));
  }
  if (publisherRestrictions !== undefined) {
    handle.setRestrictions(toRestrictions(publisherRestrictions));
  }
}

const { numCustomPurposes: _, ...OF_CORE } = SCALAR;
const SCALARS = Object.keys(OF_CORE) as (keyof typeof OF_CORE)[];
const KEYS = [...SCALARS, ...Object.keys(SET), 'publisherRestrictions', 'publisherTC'];
const PUBLISHER_KEYS = ['numCustomPurposes', ...Object.keys(PUBLISHER)];
const RESTRICTION_KEYS = ['purposeId', 'restrictionType', 'vendors'];
