/**
 * The reading side of `@iabtechlabtcf/core`, with its names. The README lists the differences.
 */
import { wrongType } from '../arguments.js';
import { TcString, RESTRICTION_TYPES, type IdSet } from '../tc-string.js';

export { TcError } from '../errors.js';

/** The types of publisher restrictions. */
export const RestrictionType = {
  NOT_ALLOWED: 0,
  REQUIRE_CONSENT: 1,
  REQUIRE_LI: 2,
  UNDEFINED: 3,
} as const;
export type RestrictionType = (typeof RestrictionType)[keyof typeof RestrictionType];

/** A set of ids, with an entry for every id up to the highest. */
export class Vector implements Iterable<[number, boolean]> {
  readonly #ids: Set<number>;
  /** The highest id in the set. */
  readonly maxId: number;

  constructor(ids: Iterable<number> = []) {
    this.#ids = new Set(ids);
    this.maxId = Math.max(0, ...this.#ids);
  }

  has(id: number): boolean {
    return this.#ids.has(id);
  }

  get size(): number {
    return this.#ids.size;
  }

  isEmpty(): boolean {
    return this.size === 0;
  }

  /** The ids that are set. */
  values(): IterableIterator<number> {
    return this.#ids.values();
  }

  /** Calls a function for every id from 1 to `maxId`. */
  forEach(callback: (value: boolean, id: number) => void): void {
    for (const [id, value] of this) callback(value, id);
  }

  /** Every id from 1 to `maxId`, and whether it is set. */
  *[Symbol.iterator](): IterableIterator<[number, boolean]> {
    for (let id = 1; id <= this.maxId; id += 1) yield [id, this.has(id)];
  }
}

/** A purpose and the type of a restriction on it. */
export class PurposeRestriction {
  purposeId: number;
  restrictionType: RestrictionType;

  constructor(purposeId: number, restrictionType: RestrictionType) {
    this.purposeId = purposeId;
    this.restrictionType = restrictionType;
  }

  get hash(): string {
    return `${this.purposeId}-${this.restrictionType}`;
  }

  isSameAs(other: PurposeRestriction): boolean {
    return this.hash === other.hash;
  }
}

/** The publisher restrictions of a string. Vendors stay ranges until they are listed. */
export class PurposeRestrictionVector {
  readonly #restrictions = new Map<string, [number, number][]>();

  /** @internal */
  constructor(tc?: TcString) {
    for (const { purposeId, restrictionType, vendors } of tc?.publisherRestrictions ?? []) {
      const type = RESTRICTION_TYPES.indexOf(restrictionType) as RestrictionType;
      const { hash } = new PurposeRestriction(purposeId, type);
      this.#restrictions.set(hash, [...(this.#restrictions.get(hash) ?? []), ...vendors]);
    }
  }

  /** The number of restrictions. */
  get numRestrictions(): number {
    return this.#restrictions.size;
  }

  isEmpty(): boolean {
    return this.numRestrictions === 0;
  }

  /** The vendors under a restriction, or under any, in ascending order. */
  getVendors(restriction?: PurposeRestriction): number[] {
    const ranges = restriction
      ? (this.#restrictions.get(restriction.hash) ?? [])
      : [...this.#restrictions.values()].flat();
    const vendors = new Set<number>();
    for (const [first, last] of ranges) for (let id = first; id <= last; id += 1) vendors.add(id);
    return [...vendors].sort((a, b) => a - b);
  }

  vendorHasRestriction(vendorId: number, restriction: PurposeRestriction): boolean {
    return has(this.#restrictions.get(restriction.hash) ?? [], vendorId);
  }

  /** The restrictions on a vendor, or all. */
  getRestrictions(vendorId?: number): PurposeRestriction[] {
    const found: PurposeRestriction[] = [];
    for (const [hash, ranges] of this.#restrictions) {
      if (vendorId !== undefined && !has(ranges, vendorId)) continue;
      const [purposeId, type] = hash.split('-').map(Number) as [number, RestrictionType];
      found.push(new PurposeRestriction(purposeId, type));
    }
    return found;
  }

  /** The lowest type of the restrictions on a vendor and a purpose. */
  getRestrictionType(vendorId: number, purposeId: number): RestrictionType | undefined {
    const types = this.getRestrictions(vendorId)
      .filter((restriction) => restriction.purposeId === purposeId)
      .map((restriction) => restriction.restrictionType);
    return types.length === 0 ? undefined : (Math.min(...types) as RestrictionType);
  }

  /** The purposes with restrictions. */
  getPurposes(): number[] {
    return [...new Set(this.getRestrictions().map((restriction) => restriction.purposeId))];
  }

  getMaxVendorId(): number {
    return Math.max(0, ...[...this.#restrictions.values()].flat().map(([, last]) => last));
  }
}

const has = (ranges: [number, number][], id: number): boolean =>
  ranges.some(([first, last]) => first <= id && id <= last);

/** A decoded string, with the names of core. Sets are read when asked. */
export class TCModel {
  /** The string behind it. */
  readonly tcString: TcString;
  readonly #vectors = new Map<string, Vector>();
  #restrictions: PurposeRestrictionVector | undefined;

  constructor(tcString: TcString) {
    if (!(tcString instanceof TcString)) throw wrongType('tcString', 'a TcString', tcString);
    this.tcString = tcString;
  }

  #vector(name: string, ids: IdSet | undefined): Vector {
    const known = this.#vectors.get(name) ?? new Vector(ids ?? []);
    this.#vectors.set(name, known);
    return known;
  }

  get version(): number {
    return this.tcString.version;
  }
  get created(): Date {
    return this.tcString.created;
  }
  get lastUpdated(): Date {
    return this.tcString.lastUpdated;
  }
  get cmpId(): number {
    return this.tcString.cmpId;
  }
  get cmpVersion(): number {
    return this.tcString.cmpVersion;
  }
  get consentScreen(): number {
    return this.tcString.consentScreen;
  }
  /** In upper case, as in the string. */
  get consentLanguage(): string {
    return this.tcString.consentLanguage;
  }
  get vendorListVersion(): number {
    return this.tcString.vendorListVersion;
  }
  get policyVersion(): number {
    return this.tcString.tcfPolicyVersion ?? 1;
  }
  get isServiceSpecific(): boolean {
    return this.tcString.isServiceSpecific ?? false;
  }
  get useNonStandardTexts(): boolean {
    return this.tcString.useNonStandardTexts ?? false;
  }
  get purposeOneTreatment(): boolean {
    return this.tcString.purposeOneTreatment ?? false;
  }
  get publisherCountryCode(): string {
    return this.tcString.publisherCC ?? 'AA';
  }
  /** Whether the string has the obsolete segment of allowed vendors. */
  get supportOOB(): boolean {
    return this.tcString.allowedVendors !== undefined;
  }
  get numCustomPurposes(): number {
    return this.tcString.publisherTC?.numCustomPurposes ?? 0;
  }
  get specialFeatureOptins(): Vector {
    return this.#vector('specialFeatureOptins', this.tcString.specialFeatureOptIns);
  }
  get purposeConsents(): Vector {
    return this.#vector('purposeConsents', this.tcString.purposesConsent);
  }
  get purposeLegitimateInterests(): Vector {
    return this.#vector('purposeLegitimateInterests', this.tcString.purposesLITransparency);
  }
  get vendorConsents(): Vector {
    return this.#vector('vendorConsents', this.tcString.vendorConsents);
  }
  get vendorLegitimateInterests(): Vector {
    return this.#vector('vendorLegitimateInterests', this.tcString.vendorLegitimateInterests);
  }
  /** Empty without the segment; `tcString.disclosedVendors` tells the difference. */
  get vendorsDisclosed(): Vector {
    return this.#vector('vendorsDisclosed', this.tcString.disclosedVendors);
  }
  /** Empty without the segment. */
  get vendorsAllowed(): Vector {
    return this.#vector('vendorsAllowed', this.tcString.allowedVendors);
  }
  get publisherConsents(): Vector {
    return this.#vector('publisherConsents', this.tcString.publisherTC?.purposesConsent);
  }
  get publisherLegitimateInterests(): Vector {
    return this.#vector(
      'publisherLegitimateInterests',
      this.tcString.publisherTC?.purposesLITransparency,
    );
  }
  get publisherCustomConsents(): Vector {
    return this.#vector(
      'publisherCustomConsents',
      this.tcString.publisherTC?.customPurposesConsent,
    );
  }
  get publisherCustomLegitimateInterests(): Vector {
    return this.#vector(
      'publisherCustomLegitimateInterests',
      this.tcString.publisherTC?.customPurposesLITransparency,
    );
  }
  get publisherRestrictions(): PurposeRestrictionVector {
    this.#restrictions ??= new PurposeRestrictionVector(this.tcString);
    return this.#restrictions;
  }
}

/** Decodes strings, and encodes decoded ones. */
export const TCString = {
  /** Decodes a string. Throws a `TcError` at the first fault. */
  decode(text: string): TCModel {
    return new TCModel(TcString.parse(text));
  },
  /** The shortest text of exactly this value. */
  encode(model: TCModel): string {
    if (!(model instanceof TCModel)) throw wrongType('model', 'a TCModel', model);
    return model.tcString.encode();
  },
};
