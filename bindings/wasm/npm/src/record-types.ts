// Written by scripts/types.mjs from the JSON Schemas of the command.

/**
 * Where a string lies in a URL, in cookies, in JSON, in preferences or in a file that carries
 * them.
 */
export interface Carrier {
  /** The number of URLs in which it is nested. */
  depth: number;
  /** The entry of a HAR file or the number of a JSON document, from 0; absent elsewhere. */
  entry?: number;
  /**
   * The host that receives the string; absent if it is unknown, or if the string lies in the
   * input.
   */
  host?: string;
  /** The format of the file, such as `har`; absent if the string lies in the input. */
  kind?:
    | 'line'
    | 'url'
    | 'cookie'
    | 'header'
    | 'openrtb'
    | 'har'
    | 'tcdata'
    | 'prefs'
    | 'log'
    | 'csv'
    | 'parquet'
    | 'events'
    | 'decisions';
  /** The name of the parameter, cookie, member or key; in JSON with the names around it. */
  name: string;
  /** The place. */
  place:
    | 'path'
    | 'query'
    | 'fragment'
    | 'cookie'
    | 'setCookie'
    | 'header'
    | 'body'
    | 'json'
    | 'storage'
    | 'column'
    | 'line';
}

/** Why and where decoding stopped. */
export interface DecodeFailure {
  /** The first bit of that field, in its segment. */
  bit?: number;
  /**
   * The code of the fault in a TC string or Canadian section of a GPP string, if `code` is
   * X008.
   */
  cause?:
    | 'S001'
    | 'S002'
    | 'S003'
    | 'S004'
    | 'S005'
    | 'S006'
    | 'S007'
    | 'S008'
    | 'S009'
    | 'S010'
    | 'S011'
    | 'S013'
    | 'S014'
    | 'F001'
    | 'F003'
    | 'F004'
    | 'F005';
  /** The character of `input` at the fault, from 0. */
  character: number;
  /** The stable code. */
  code: string;
  /** The first field that could not be decoded. */
  field?: string;
  /** The likely cause. */
  hint?: string;
  /** The message. */
  message: string;
  /** The section of a GPP string in which decoding stopped. */
  section?: string;
  /** The segment in which decoding stopped. */
  segment?:
    | 'core'
    | 'disclosedVendors'
    | 'allowedVendors'
    | 'publisherTC'
    | 'header'
    | 'gpc'
    | 'sensitiveData'
    | 'publisherPurposes'
    | 'undefined'
    | 'unknown';
}

/** The error of an input. */
export type ErrorBody = DecodeFailure | SectionFailure | InternalFailure;

/** An internal error: a bug in this library. */
export interface InternalFailure {
  /** `internal`. */
  code: 'internal';
  /** The message. */
  message: string;
}

/**
 * A requested section that is missing, or that several strings have, which differ, or that a
 * string may have that was not read.
 */
export interface SectionFailure {
  /** `missingSection`, `stringsDiffer` or `signalsLeftOut`. */
  code: 'missingSection' | 'stringsDiffer' | 'signalsLeftOut';
  /** The message. */
  message: string;
}

/** The record of a string that could not be decoded. */
export interface FailureRecord {
  /** Where in the input or in its file the string lies; absent if the input is the string. */
  carrier?: Carrier;
  /** The columns of the row that are copied into records. */
  columns?: { [key: string]: unknown };
  /** The error. */
  error: ErrorBody;
  /** The file, `-` for stdin; absent for arguments. */
  file?: string;
  /** The input, without the label. */
  input: string;
  /** `input` is truncated to its first 120 characters. */
  inputTruncated?: true;
  /** The label, if there is one. */
  label?: string;
  /** The line, from 1; absent for arguments and in files without lines. */
  line?: number;
  /** The row of a table, from 1 without the header; absent elsewhere. */
  row?: number;
}

export type Failure = FailureRecord;

/** A decoded string with its input. */
export interface Envelope {
  /** Where in the input or in its file the string lies; absent if the input is the string. */
  carrier?: Carrier;
  /** The columns of the row that are copied into records. */
  columns?: { [key: string]: unknown };
  /** The file, `-` for stdin; absent for arguments. */
  file?: string;
  /** The input, without the label. */
  input: string;
  /** `input` is truncated to its first 120 characters. */
  inputTruncated?: true;
  /** The label, if there is one. */
  label?: string;
  /** The line, from 1; absent for arguments and in files without lines. */
  line?: number;
  /**
   * What was ignored around a pasted string, then the repairs of lenient decoding, each in the
   * order of the text.
   */
  repairs?: RepairRecord[];
  /** The row of a table, from 1 without the header; absent elsewhere. */
  row?: number;
  /** The value of the string. */
  value: Payload;
}

/** A framing fault that lenient decoding repaired, or text around a pasted string that was ignored. */
export interface RepairRecord {
  /** The character of the input, from 0. */
  character: number;
  /** Code of the fault. */
  code: string;
  /** The repair. */
  message: string;
}

/** The payload of an Additional Consent string. */
export interface AdditionalConsent {
  granted: number[];
  kind: 'ac';
  refused?: number[];
  version: 1 | 2;
}

/** Numbers of custom purposes, and ranges of them. */
export type CustomPurposeIds = (number | number[] | string)[];

/** The payload of a GPP string. */
export interface Gpp {
  kind: 'gpp';
  /** The texts of the header and of the sections. */
  layout?: {
    header: string;
    sections: { [key: string]: string };
  };
  /** The ids of the sections, ascending; optional in encode. */
  sectionIds?: number[];
  /** The sections by name, or by id without published encoding. */
  sections: {
    tcfcav1?: {
      /** The CMP that last updated the string, 12 bits. */
      cmpId: number;
      /** Version of that CMP, 12 bits. */
      cmpVersion?: number;
      /** Language of the CMP's screen, two letters of 6 bits. */
      consentLanguage?: string;
      /** The CMP's screen number, 6 bits. */
      consentScreen?: number;
      /** When the string was first created, 36 bits of deciseconds. */
      created?: Time;
      /** Vendors. */
      disclosedVendors?: VendorIds;
      /** When the string was last changed, 36 bits of deciseconds. */
      lastUpdated?: Time;
      publisherPurposes?: {
        /** Custom purposes with express consent. */
        customPurposesExpressConsent?: CustomPurposeIds;
        /** Custom purposes with implied consent. */
        customPurposesImpliedConsent?: CustomPurposeIds;
        /** Number of custom purposes, 6 bits. */
        numCustomPurposes?: number;
        /** Purposes the publisher has express consent for, 24 bits. */
        purposesExpressConsent?: PurposeIds;
        /** Purposes the publisher has implied consent for, 24 bits. */
        purposesImpliedConsent?: PurposeIds;
      };
      publisherRestrictions?: {
        purposeId: number;
        restrictionType:
          'notAllowed' | 'requireExpressConsent' | 'requireImpliedConsent' | 'undefined';
        vendors?: VendorIds;
      }[];
      /** Purposes with express consent, 24 bits. */
      purposesExpressConsent?: PurposeIds;
      /** Purposes with implied consent, 24 bits. */
      purposesImpliedConsent?: PurposeIds;
      /** Special features with express consent, 12 bits. */
      specialFeatureExpressConsent?: SpecialFeatureIds;
      /** Version of the policies, 6 bits. */
      tcfPolicyVersion?: number;
      undefinedSubSections?: string[];
      /** Whether the publisher uses non-standard stacks, 1 bit. */
      useNonStandardStacks?: boolean;
      /** Vendors. */
      vendorExpressConsent?: VendorIds;
      /** Vendors. */
      vendorImpliedConsent?: VendorIds;
      /** Version of the Canadian vendor list, 12 bits. */
      vendorListVersion: number;
      /** Version of the encoding, 6 bits. */
      version?: number;
      wire?: 'a' | 'b' | 'c';
    };
    tcfeuv1?: {
      /** The CMP that last updated the string, 12 bits. */
      cmpId: number;
      /** Version of that CMP, 12 bits. */
      cmpVersion?: number;
      /** Language of the CMP's screen, two letters of 6 bits. */
      consentLanguage?: string;
      /** The CMP's screen number, 6 bits. */
      consentScreen?: number;
      /** When the string was first created, 36 bits of deciseconds. */
      created?: Time;
      /** When the string was last changed, 36 bits of deciseconds. */
      lastUpdated?: Time;
      /** Highest vendor id that a section covers, 16 bits. */
      maxVendorId?: number;
      /** Version 1: purposes with consent, 24 bits. */
      purposesAllowed?: PurposeIds;
      /** Vendors with consent, up to maxVendorId. */
      vendorConsents?: VendorIds;
      /** Version of the vendor list, 12 bits. */
      vendorListVersion: number;
      /** The version of the encoding. */
      version: 1;
    };
    tcfeuv2?: {
      /** Vendors of an obsolete segment; absent without the segment. */
      allowedVendors?: VendorIds;
      /** The CMP that last updated the string, 12 bits. */
      cmpId: number;
      /** Version of that CMP, 12 bits. */
      cmpVersion?: number;
      /** Language of the CMP's screen, two letters of 6 bits. */
      consentLanguage?: string;
      /** The CMP's screen number, 6 bits. */
      consentScreen?: number;
      /** When the string was first created, 36 bits of deciseconds. */
      created?: Time;
      /** Vendors disclosed to the user; absent without the segment. */
      disclosedVendors?: VendorIds;
      /** Whether the string applies to a single service, 1 bit. */
      isServiceSpecific?: boolean;
      /** When the string was last changed, 36 bits of deciseconds. */
      lastUpdated?: Time;
      /** Country of the publisher, two letters of 6 bits. */
      publisherCC?: string;
      /** Restrictions that the publisher imposes on vendors, in wire order. */
      publisherRestrictions?: Restriction[];
      /** Signals for the publisher itself; absent without the segment. */
      publisherTC?: PublisherTC;
      /** Whether purpose 1 was not disclosed, 1 bit. */
      purposeOneTreatment?: boolean;
      /** Purposes with consent, 24 bits. */
      purposesConsent?: PurposeIds;
      /** Purposes with legitimate interest disclosed and not objected to, 24 bits. */
      purposesLITransparency?: PurposeIds;
      /** Special features that the user opted in to, 12 bits. */
      specialFeatureOptIns?: SpecialFeatureIds;
      /** Version of the policies, 6 bits. */
      tcfPolicyVersion?: number;
      /** Whether the publisher uses non-standard texts, 1 bit. */
      useNonStandardTexts?: boolean;
      /** Vendors with consent. */
      vendorConsents?: VendorIds;
      /** Vendors with legitimate interest disclosed and not objected to. */
      vendorLegitimateInterests?: VendorIds;
      /** Version of the vendor list, 12 bits. */
      vendorListVersion: number;
      /** The version of the encoding; 2 if absent. */
      version?: 2;
    };
    usca?: {
      gpc?: boolean;
      knownChildSensitiveDataConsents?: number[];
      mspaCoveredTransaction?: number;
      mspaOptOutOptionMode?: number;
      mspaServiceProviderMode?: number;
      personalDataConsents?: number;
      saleOptOut?: number;
      saleOptOutNotice?: number;
      sensitiveDataLimitUseNotice?: number;
      sensitiveDataProcessing?: number[];
      sharingOptOut?: number;
      sharingOptOutNotice?: number;
      undefinedSubSections?: string[];
      version?: number;
    };
    usco?: {
      gpc?: boolean;
      knownChildSensitiveDataConsents?: number;
      mspaCoveredTransaction?: number;
      mspaOptOutOptionMode?: number;
      mspaServiceProviderMode?: number;
      saleOptOut?: number;
      saleOptOutNotice?: number;
      sensitiveDataProcessing?: number[];
      sharingNotice?: number;
      targetedAdvertisingOptOut?: number;
      targetedAdvertisingOptOutNotice?: number;
      undefinedSubSections?: string[];
      version?: number;
    };
    usct?: {
      gpc?: boolean;
      knownChildSensitiveDataConsents?: number[];
      mspaCoveredTransaction?: number;
      mspaOptOutOptionMode?: number;
      mspaServiceProviderMode?: number;
      saleOptOut?: number;
      saleOptOutNotice?: number;
      sensitiveDataProcessing?: number[];
      sharingNotice?: number;
      targetedAdvertisingOptOut?: number;
      targetedAdvertisingOptOutNotice?: number;
      undefinedSubSections?: string[];
      version?: number;
    };
    usde?: {
      additionalDataProcessingConsent?: number;
      gpc?: boolean;
      knownChildSensitiveDataConsents?: number[];
      mspaCoveredTransaction?: number;
      mspaOptOutOptionMode?: number;
      mspaServiceProviderMode?: number;
      processingNotice?: number;
      saleOptOut?: number;
      saleOptOutNotice?: number;
      sensitiveDataProcessing?: number[];
      targetedAdvertisingOptOut?: number;
      targetedAdvertisingOptOutNotice?: number;
      undefinedSubSections?: string[];
      version?: number;
    };
    usfl?: {
      additionalDataProcessingConsent?: number;
      knownChildSensitiveDataConsents?: number[];
      mspaCoveredTransaction?: number;
      mspaOptOutOptionMode?: number;
      mspaServiceProviderMode?: number;
      processingNotice?: number;
      saleOptOut?: number;
      saleOptOutNotice?: number;
      sensitiveDataProcessing?: number[];
      targetedAdvertisingOptOut?: number;
      targetedAdvertisingOptOutNotice?: number;
      undefinedSubSections?: string[];
      version?: number;
    };
    usia?: {
      gpc?: boolean;
      knownChildSensitiveDataConsents?: number;
      mspaCoveredTransaction?: number;
      mspaOptOutOptionMode?: number;
      mspaServiceProviderMode?: number;
      processingNotice?: number;
      saleOptOut?: number;
      saleOptOutNotice?: number;
      sensitiveDataOptOutNotice?: number;
      sensitiveDataProcessing?: number[];
      targetedAdvertisingOptOut?: number;
      targetedAdvertisingOptOutNotice?: number;
      undefinedSubSections?: string[];
      version?: number;
    };
    usin?: {
      additionalDataProcessingConsent?: number;
      knownChildSensitiveDataConsents?: number;
      mspaCoveredTransaction?: number;
      mspaMode?: number;
      mspaVersion?: number;
      processingNotice?: number;
      saleOptOut?: number;
      saleOptOutNotice?: number;
      sectionHeader?: boolean;
      sensitiveDataProcessing?: number[];
      targetedAdvertisingOptOut?: number;
      targetedAdvertisingOptOutNotice?: number;
      undefinedSubSections?: string[];
      version?: number;
    };
    usky?: {
      additionalDataProcessingConsent?: number;
      knownChildSensitiveDataConsents?: number;
      mspaCoveredTransaction?: number;
      mspaMode?: number;
      mspaVersion?: number;
      processingNotice?: number;
      saleOptOut?: number;
      saleOptOutNotice?: number;
      sectionHeader?: boolean;
      sensitiveDataProcessing?: number[];
      targetedAdvertisingOptOut?: number;
      targetedAdvertisingOptOutNotice?: number;
      undefinedSubSections?: string[];
      version?: number;
    };
    usmd?: {
      additionalDataProcessingConsent?: number;
      gpc?: boolean;
      mspaCoveredTransaction?: number;
      mspaMode?: number;
      mspaVersion?: number;
      processingNotice?: number;
      saleOptOut?: number;
      saleOptOutNotice?: number;
      sectionHeader?: boolean;
      targetedAdvertisingOptOut?: number;
      targetedAdvertisingOptOutNotice?: number;
      undefinedSubSections?: string[];
      version?: number;
    };
    usmn?: {
      additionalDataProcessingConsent?: number;
      gpc?: boolean;
      knownChildSensitiveDataConsents?: number;
      mspaCoveredTransaction?: number;
      mspaOptOutOptionMode?: number;
      mspaServiceProviderMode?: number;
      processingNotice?: number;
      saleOptOut?: number;
      saleOptOutNotice?: number;
      sensitiveDataProcessing?: number[];
      targetedAdvertisingOptOut?: number;
      targetedAdvertisingOptOutNotice?: number;
      undefinedSubSections?: string[];
      version?: number;
    };
    usmt?: {
      additionalDataProcessingConsent?: number;
      gpc?: boolean;
      knownChildSensitiveDataConsents?: number[];
      mspaCoveredTransaction?: number;
      mspaOptOutOptionMode?: number;
      mspaServiceProviderMode?: number;
      saleOptOut?: number;
      saleOptOutNotice?: number;
      sensitiveDataProcessing?: number[];
      sharingNotice?: number;
      targetedAdvertisingOptOut?: number;
      targetedAdvertisingOptOutNotice?: number;
      undefinedSubSections?: string[];
      version?: number;
    };
    usnat?: {
      gpc?: boolean;
      knownChildSensitiveDataConsents?: number[];
      mspaCoveredTransaction?: number;
      mspaOptOutOptionMode?: number;
      mspaServiceProviderMode?: number;
      personalDataConsents?: number;
      saleOptOut?: number;
      saleOptOutNotice?: number;
      sensitiveDataLimitUseNotice?: number;
      sensitiveDataProcessing?: number[];
      sensitiveDataProcessingOptOutNotice?: number;
      sharingNotice?: number;
      sharingOptOut?: number;
      sharingOptOutNotice?: number;
      targetedAdvertisingOptOut?: number;
      targetedAdvertisingOptOutNotice?: number;
      undefinedSubSections?: string[];
      version?: number;
      widths?: 1 | 2;
    };
    usne?: {
      additionalDataProcessingConsent?: number;
      gpc?: boolean;
      knownChildSensitiveDataConsents?: number;
      mspaCoveredTransaction?: number;
      mspaOptOutOptionMode?: number;
      mspaServiceProviderMode?: number;
      processingNotice?: number;
      saleOptOut?: number;
      saleOptOutNotice?: number;
      sensitiveDataProcessing?: number[];
      targetedAdvertisingOptOut?: number;
      targetedAdvertisingOptOutNotice?: number;
      undefinedSubSections?: string[];
      version?: number;
    };
    usnh?: {
      additionalDataProcessingConsent?: number;
      gpc?: boolean;
      knownChildSensitiveDataConsents?: number[];
      mspaCoveredTransaction?: number;
      mspaOptOutOptionMode?: number;
      mspaServiceProviderMode?: number;
      processingNotice?: number;
      saleOptOut?: number;
      saleOptOutNotice?: number;
      sensitiveDataProcessing?: number[];
      targetedAdvertisingOptOut?: number;
      targetedAdvertisingOptOutNotice?: number;
      undefinedSubSections?: string[];
      version?: number;
    };
    usnj?: {
      additionalDataProcessingConsent?: number;
      gpc?: boolean;
      knownChildSensitiveDataConsents?: number[];
      mspaCoveredTransaction?: number;
      mspaOptOutOptionMode?: number;
      mspaServiceProviderMode?: number;
      processingNotice?: number;
      saleOptOut?: number;
      saleOptOutNotice?: number;
      sensitiveDataProcessing?: number[];
      targetedAdvertisingOptOut?: number;
      targetedAdvertisingOptOutNotice?: number;
      undefinedSubSections?: string[];
      version?: number;
    };
    usor?: {
      additionalDataProcessingConsent?: number;
      gpc?: boolean;
      knownChildSensitiveDataConsents?: number[];
      mspaCoveredTransaction?: number;
      mspaOptOutOptionMode?: number;
      mspaServiceProviderMode?: number;
      processingNotice?: number;
      saleOptOut?: number;
      saleOptOutNotice?: number;
      sensitiveDataProcessing?: number[];
      targetedAdvertisingOptOut?: number;
      targetedAdvertisingOptOutNotice?: number;
      undefinedSubSections?: string[];
      version?: number;
    };
    uspv1?: {
      lspaCovered: 'Y' | 'N' | '-';
      notice: 'Y' | 'N' | '-';
      optOutSale: 'Y' | 'N' | '-';
      version?: 1;
    };
    usri?: {
      additionalDataProcessingConsent?: number;
      knownChildSensitiveDataConsents?: number;
      mspaCoveredTransaction?: number;
      mspaMode?: number;
      mspaVersion?: number;
      processingNotice?: number;
      saleOptOut?: number;
      saleOptOutNotice?: number;
      sectionHeader?: boolean;
      sensitiveDataProcessing?: number[];
      targetedAdvertisingOptOut?: number;
      targetedAdvertisingOptOutNotice?: number;
      undefinedSubSections?: string[];
      version?: number;
    };
    ustn?: {
      additionalDataProcessingConsent?: number;
      gpc?: boolean;
      knownChildSensitiveDataConsent?: number;
      mspaCoveredTransaction?: number;
      mspaOptOutOptionMode?: number;
      mspaServiceProviderMode?: number;
      processingNotice?: number;
      saleOptOut?: number;
      saleOptOutNotice?: number;
      sensitiveDataProcessing?: number[];
      targetedAdvertisingOptOut?: number;
      targetedAdvertisingOptOutNotice?: number;
      undefinedSubSections?: string[];
      version?: number;
    };
    ustx?: {
      additionalDataProcessingConsent?: number;
      gpc?: boolean;
      knownChildSensitiveDataConsents?: number;
      mspaCoveredTransaction?: number;
      mspaOptOutOptionMode?: number;
      mspaServiceProviderMode?: number;
      processingNotice?: number;
      saleOptOut?: number;
      saleOptOutNotice?: number;
      sensitiveDataProcessing?: number[];
      targetedAdvertisingOptOut?: number;
      targetedAdvertisingOptOutNotice?: number;
      undefinedSubSections?: string[];
      version?: number;
    };
    usut?: {
      knownChildSensitiveDataConsents?: number;
      mspaCoveredTransaction?: number;
      mspaOptOutOptionMode?: number;
      mspaServiceProviderMode?: number;
      saleOptOut?: number;
      saleOptOutNotice?: number;
      sensitiveDataProcessing?: number[];
      sensitiveDataProcessingOptOutNotice?: number;
      sharingNotice?: number;
      targetedAdvertisingOptOut?: number;
      targetedAdvertisingOptOutNotice?: number;
      undefinedSubSections?: string[];
      version?: number;
    };
    usva?: {
      knownChildSensitiveDataConsents?: number;
      mspaCoveredTransaction?: number;
      mspaOptOutOptionMode?: number;
      mspaServiceProviderMode?: number;
      saleOptOut?: number;
      saleOptOutNotice?: number;
      sensitiveDataProcessing?: number[];
      sharingNotice?: number;
      targetedAdvertisingOptOut?: number;
      targetedAdvertisingOptOutNotice?: number;
      undefinedSubSections?: string[];
      version?: number;
    };
  };
}

export interface Layout {
  /** The segments, in the order of the text. */
  segments: {
    /** The entries of each publisher restriction. */
    restrictions?: number[][][];
    /** The vendor sections, in wire order. */
    sections?: (
      | {
          encoding: 'bitField';
          /** As encoded: it may be above the highest id. */
          maxVendorId: number;
        }
      | {
          /** In version 1: entries list the vendors without consent. */
          defaultConsent?: boolean;
          encoding: 'range';
          /** The entries in wire order: [7] is a single id, [7, 7] a range of one. */
          entries: number[][];
          /** As encoded: it may be above the highest id. */
          maxVendorId: number;
        }
    )[];
    segment: 'core' | 'disclosedVendors' | 'allowedVendors' | 'publisherTC';
    /** The bits after the last field. */
    tail?: {
      /** Number of bits after the last field. */
      bits: number;
      /** Which of them are set, as ranges, counted from 0. */
      set?: number[][];
    };
  }[];
}

export type Payload = Version2 | Version1 | Gpp | UsPrivacy | AdditionalConsent;

export interface PublisherTC {
  /** Custom purposes with consent. */
  customPurposesConsent?: CustomPurposeIds;
  /** Custom purposes with legitimate interest. */
  customPurposesLITransparency?: CustomPurposeIds;
  /** Number of custom purposes, 6 bits. */
  numCustomPurposes?: number;
  /** Purposes the publisher has consent for, 24 bits. */
  purposesConsent?: PurposeIds;
  /** Purposes the publisher has legitimate interest for, 24 bits. */
  purposesLITransparency?: PurposeIds;
}

/** Purpose ids: numbers, and ranges such as [1, 4]. */
export type PurposeIds = (number | number[] | string)[];

export interface Restriction {
  /** Purpose of a restriction, 6 bits. */
  purposeId: number;
  /** Type of a restriction, 2 bits. */
  restrictionType: 'notAllowed' | 'requireConsent' | 'requireLegitimateInterest' | 'undefined';
  /** The restricted vendors. */
  vendors?: VendorIds;
}

/** Special feature ids: numbers, and ranges such as [1, 2]. */
export type SpecialFeatureIds = (number | number[] | string)[];

/** A date, or a time of RFC 3339 with at most a tenth of a second; printed in UTC. */
export type Time = string;

export interface UsPrivacy {
  kind: 'usp';
  lspaCovered: 'Y' | 'N' | '-';
  notice: 'Y' | 'N' | '-';
  optOutSale: 'Y' | 'N' | '-';
  version?: 1;
}

/** Vendor ids: numbers, and ranges such as [5, 9]. */
export type VendorIds = (number | number[] | string)[];

export interface Version1 {
  /** The CMP that last updated the string, 12 bits. */
  cmpId: number;
  /** Version of that CMP, 12 bits. */
  cmpVersion?: number;
  /** Language of the CMP's screen, two letters of 6 bits. */
  consentLanguage?: string;
  /** The CMP's screen number, 6 bits. */
  consentScreen?: number;
  /** When the string was first created, 36 bits of deciseconds. */
  created?: Time;
  /** When the string was last changed, 36 bits of deciseconds. */
  lastUpdated?: Time;
  /** How the string was encoded. */
  layout?: Layout | null;
  /** Highest vendor id that a section covers, 16 bits. */
  maxVendorId?: number;
  /** Version 1: purposes with consent, 24 bits. */
  purposesAllowed?: PurposeIds;
  /** Vendors with consent, up to maxVendorId. */
  vendorConsents?: VendorIds;
  /** Version of the vendor list, 12 bits. */
  vendorListVersion: number;
  /** The version of the encoding. */
  version: 1;
}

export interface Version2 {
  /** Vendors of an obsolete segment; absent without the segment. */
  allowedVendors?: VendorIds;
  /** The CMP that last updated the string, 12 bits. */
  cmpId: number;
  /** Version of that CMP, 12 bits. */
  cmpVersion?: number;
  /** Language of the CMP's screen, two letters of 6 bits. */
  consentLanguage?: string;
  /** The CMP's screen number, 6 bits. */
  consentScreen?: number;
  /** When the string was first created, 36 bits of deciseconds. */
  created?: Time;
  /** Vendors disclosed to the user; absent without the segment. */
  disclosedVendors?: VendorIds;
  /** Whether the string applies to a single service, 1 bit. */
  isServiceSpecific?: boolean;
  /** When the string was last changed, 36 bits of deciseconds. */
  lastUpdated?: Time;
  /** How the string was encoded. */
  layout?: Layout | null;
  /** Country of the publisher, two letters of 6 bits. */
  publisherCC?: string;
  /** Restrictions that the publisher imposes on vendors, in wire order. */
  publisherRestrictions?: Restriction[];
  /** Signals for the publisher itself; absent without the segment. */
  publisherTC?: PublisherTC;
  /** Whether purpose 1 was not disclosed, 1 bit. */
  purposeOneTreatment?: boolean;
  /** Purposes with consent, 24 bits. */
  purposesConsent?: PurposeIds;
  /** Purposes with legitimate interest disclosed and not objected to, 24 bits. */
  purposesLITransparency?: PurposeIds;
  /** Special features that the user opted in to, 12 bits. */
  specialFeatureOptIns?: SpecialFeatureIds;
  /** Version of the policies, 6 bits. */
  tcfPolicyVersion?: number;
  /** Whether the publisher uses non-standard texts, 1 bit. */
  useNonStandardTexts?: boolean;
  /** Vendors with consent. */
  vendorConsents?: VendorIds;
  /** Vendors with legitimate interest disclosed and not objected to. */
  vendorLegitimateInterests?: VendorIds;
  /** Version of the vendor list, 12 bits. */
  vendorListVersion: number;
  /** The version of the encoding; 2 if absent. */
  version?: 2;
}

export type Decode = Envelope | FailureRecord;

/** A field or a tail, with its bits. */
export interface FieldRecord {
  /** The bits. */
  bits: string;
  /** The characters of the input that contain the bits, without the end. */
  characters: number[];
  /** The columns of the row that are copied into records. */
  columns?: { [key: string]: unknown };
  /** The field, or `tail`. */
  field: string;
  /** The file, `-` for stdin; absent for arguments. */
  file?: string;
  /** The label, if there is one. */
  label?: string;
  /** The line, from 1; absent for arguments and in files without lines. */
  line?: number;
  /** Its first bit in the segment. */
  offset: number;
  /** The row of a table, from 1 without the header; absent elsewhere. */
  row?: number;
  /** The section of a GPP string; absent for its header, and for other strings. */
  section?: string;
  /** The segment. */
  segment:
    | 'core'
    | 'disclosedVendors'
    | 'allowedVendors'
    | 'publisherTC'
    | 'header'
    | 'gpc'
    | 'sensitiveData'
    | 'publisherPurposes'
    | 'undefined'
    | 'unknown';
  /** Their value; absent for a tail. */
  value?: ValueRecord;
  /** Its number of bits. */
  width: number;
}

/** A record of `tcf inspect`. */
export type InspectRecord = FieldRecord | TextFieldRecord | FailureRecord;

/**
 * A field of a US Privacy or Additional Consent string, with its characters. Separators belong to
 * no field.
 */
export interface TextFieldRecord {
  /** The characters of the input, without the end. */
  characters: number[];
  /** The columns of the row that are copied into records. */
  columns?: { [key: string]: unknown };
  /** The field. */
  field: string;
  /** The file, `-` for stdin; absent for arguments. */
  file?: string;
  /** The label, if there is one. */
  label?: string;
  /** The line, from 1; absent for arguments and in files without lines. */
  line?: number;
  /** The row of a table, from 1 without the header; absent elsewhere. */
  row?: number;
  /** The section of a GPP string. */
  section?: string;
  /** Its text. */
  text: string;
  /** Its value; absent for the marker before disclosed providers. */
  value?: ValueRecord;
}

/** The value of a field. */
export type ValueRecord = number | boolean | string | VendorIds;

export type Inspect = InspectRecord;

/** The vendor list that was used. */
export interface GvlRef {
  /** Whether it is the list that the string names. */
  exact: boolean;
  /** The version of the specification. */
  specification: number;
  /** The version of the list. */
  version: number;
}

/** The length of the header of a GPP string. */
export interface HeaderSize {
  /** The number of characters of the header that `tcf encode` writes. */
  canonicalCharacters: number;
  /** The number of characters. */
  characters: number;
}

/** The bits of a part of a segment. */
export interface PartSize {
  /** The number of bits. */
  bits: number;
  /** The number of bits in the shortest text with the same value. */
  canonicalBits: number;
  /** The number of bits that `tcf encode --compact` writes; absent without a vendor list. */
  compactBits?: number;
  /** The part. */
  part:
    'fields' | 'vendorConsents' | 'vendorLegitimateInterests' | 'vendors' | 'restriction' | 'tail';
  /** The publisher restriction. */
  restriction?: RestrictionKind;
  /** The vendors of a vendor section or a restriction. */
  vendors?: VendorsSize;
}

/** The kind of a publisher restriction. */
export interface RestrictionKind {
  /** The index of the record, from 0. */
  index: number;
  /** The purpose. */
  purposeId: number;
  /** The type. */
  restrictionType: 'notAllowed' | 'requireConsent' | 'requireLegitimateInterest' | 'undefined';
}

/** The length of a section of a GPP string. */
export interface SectionSize {
  /** The number of characters of the section that `tcf encode` writes for the same value. */
  canonicalCharacters: number;
  /** The number of characters. */
  characters: number;
  /** The section. */
  section: string;
  /** The segments of a TC string, in text order. */
  segments?: SegmentSize[];
}

/** The length of a segment. */
export interface SegmentSize {
  /** The number of bits, six per character. */
  bits: number;
  /** The number of characters. */
  characters: number;
  /** Its parts in wire order. */
  parts: PartSize[];
  /** The segment. */
  segment:
    | 'core'
    | 'disclosedVendors'
    | 'allowedVendors'
    | 'publisherTC'
    | 'header'
    | 'gpc'
    | 'sensitiveData'
    | 'publisherPurposes'
    | 'undefined'
    | 'unknown';
}

/** The record of the length of a GPP, US Privacy or Additional Consent string. */
export interface SignalSizeRecord {
  /** The number of characters of the text that `tcf encode` writes for the same value. */
  canonicalCharacters: number;
  /** Where in the input or in its file the string lies; absent if the input is the string. */
  carrier?: Carrier;
  /** The number of characters. */
  characters: number;
  /** The columns of the row that are copied into records. */
  columns?: { [key: string]: unknown };
  /** The file, `-` for stdin; absent for arguments. */
  file?: string;
  /** The header of a GPP string. */
  header?: HeaderSize;
  /** The input, without the label. */
  input: string;
  /** `input` is truncated to its first 120 characters. */
  inputTruncated?: true;
  /** The label, if there is one. */
  label?: string;
  /** The line, from 1; absent for arguments and in files without lines. */
  line?: number;
  /** The row of a table, from 1 without the header; absent elsewhere. */
  row?: number;
  /** The sections of a GPP string. A `~` precedes each. */
  sections?: SectionSize[];
}

/** The record of the length of a string. */
export interface SizeRecord {
  /**
   * The number of characters of the shortest text with the same value, which `tcf encode`
   * writes.
   */
  canonicalCharacters: number;
  /** Where in the input or in its file the string lies; absent if the input is the string. */
  carrier?: Carrier;
  /** The number of characters. */
  characters: number;
  /** The columns of the row that are copied into records. */
  columns?: { [key: string]: unknown };
  /** The number of characters that `tcf encode --compact` writes; absent without a vendor list. */
  compactCharacters?: number;
  /** The file, `-` for stdin; absent for arguments. */
  file?: string;
  /** The vendor list. */
  gvl?: GvlRef;
  /** The input, without the label. */
  input: string;
  /** `input` is truncated to its first 120 characters. */
  inputTruncated?: true;
  /** The label, if there is one. */
  label?: string;
  /** The line, from 1; absent for arguments and in files without lines. */
  line?: number;
  /** The row of a table, from 1 without the header; absent elsewhere. */
  row?: number;
  /** The segments in text order. */
  segments: SegmentSize[];
}

/** The vendors of a section or a restriction, and how they are encoded. */
export interface VendorsSize {
  /** The number of bits of the shortest bit field; absent for restrictions, which have none. */
  bitFieldBits?: number;
  /** The number of vendors. */
  count: number;
  /** `bitField` or `ranges`. */
  encoding: 'bitField' | 'ranges';
  /** The number of range entries. */
  entries?: number;
  /** The number of gaps between vendors. As ranges, each takes an entry. */
  gaps: number;
  /** The highest vendor; 0 if there are none. */
  highest: number;
  /** MaxVendorId; absent for restrictions, which have none. */
  maxVendorId?: number;
  /** The number of range entries that are not needed, because entries overlap or adjoin. */
  mergeable?: number;
  /** The number of bits of the shortest ranges; absent if there are more than 4,095. */
  rangeBits?: number;
  /** The number of vendors that the list lacks. */
  unlisted?: number;
  /** The number of gaps that contain no vendor of the list. */
  unlistedGaps?: number;
}

export type InspectSize = SizeRecord | SignalSizeRecord | FailureRecord;

/** The record of the findings of a string. */
export interface ReportRecord {
  /** The evaluation date. */
  asOf: Time;
  /** Where in the input or in its file the string lies; absent if the input is the string. */
  carrier?: Carrier;
  /** The columns of the row that are copied into records. */
  columns?: { [key: string]: unknown };
  /** The file, `-` for stdin; absent for arguments. */
  file?: string;
  /** The findings. */
  findings: Finding[];
  /** The input, without the label. */
  input: string;
  /** `input` is truncated to its first 120 characters. */
  inputTruncated?: true;
  /** The label, if there is one. */
  label?: string;
  /** The line, from 1; absent for arguments and in files without lines. */
  line?: number;
  /** Groups and rules that were skipped because a list is missing. */
  notRun: string[];
  /** The row of a table, from 1 without the header; absent elsewhere. */
  row?: number;
  /** Whether there are no errors, except accepted ones. */
  valid: boolean;
}

/** A finding. */
export interface Finding {
  /** Whether the baseline accepts it. */
  baseline?: true;
  /** The bits of the segment, without the end. */
  bits?: number[];
  /**
   * The code of the fault in a TC string or Canadian section of a GPP string, if `code` is
   * X008.
   */
  cause?:
    | 'S001'
    | 'S002'
    | 'S003'
    | 'S004'
    | 'S005'
    | 'S006'
    | 'S007'
    | 'S008'
    | 'S009'
    | 'S010'
    | 'S011'
    | 'S013'
    | 'S014'
    | 'F001'
    | 'F003'
    | 'F004'
    | 'F005';
  /** The characters of the input, without the end. */
  characters?: number[];
  /** The code of the rule. */
  code: string;
  /** The field. */
  field?: string;
  /** How to resolve it. */
  help: string;
  /** The message. */
  message: string;
  /** The section of a GPP string. */
  section?: string;
  /** The segment. */
  segment?:
    | 'core'
    | 'disclosedVendors'
    | 'allowedVendors'
    | 'publisherTC'
    | 'header'
    | 'gpc'
    | 'sensitiveData'
    | 'publisherPurposes'
    | 'undefined'
    | 'unknown';
  /** The severity of the finding. */
  severity: 'error' | 'warning' | 'info';
  /** The name of the rule. */
  slug: string;
}

export type Validate = ReportRecord;

/** The record of the decisions of US sections on an activity. */
export interface ActivityRecord {
  /** The activity. */
  activity: string;
  /** Where in the input or in its file the string lies; absent if the input is the string. */
  carrier?: Carrier;
  /** The columns of the row that are copied into records. */
  columns?: { [key: string]: unknown };
  /** The file, `-` for stdin; absent for arguments. */
  file?: string;
  /** The input, without the label. */
  input: string;
  /** Notes about the choice between signals of the input; absent if there are none. */
  inputNotes?: InputNote[];
  /** `input` is truncated to its first 120 characters. */
  inputTruncated?: true;
  /** The label, if there is one. */
  label?: string;
  /** The line, from 1; absent for arguments and in files without lines. */
  line?: number;
  /** The row of a table, from 1 without the header; absent elsewhere. */
  row?: number;
  /** The decisions of the sections. */
  sections: UsDecision[];
  /** The verdict of all sections. */
  verdict: 'permit' | 'deny' | 'conditional' | 'unknown' | 'outOfScope';
}

/** The bits of a string that concern a vendor and an item. */
export interface BitsRecord {
  /** The bits for consent. */
  consent: PairRecord;
  /** The bits for legitimate interest. */
  legitimateInterest: PairRecord;
  /** The bit of a special feature; absent for other items. */
  optIn?: boolean;
}

/** The record of the decisions on one vendor for one string. */
export interface DecisionsRecord {
  /** Where in the input or in its file the string lies; absent if the input is the string. */
  carrier?: Carrier;
  /** The columns of the row that are copied into records. */
  columns?: { [key: string]: unknown };
  /** The decisions. */
  decisions: Decision[];
  /** The file, `-` for stdin; absent for arguments. */
  file?: string;
  /** The vendor list that was used. */
  gvl: GvlRef | null;
  /** The input, without the label. */
  input: string;
  /** Notes about the choice between signals of the input; absent if there are none. */
  inputNotes?: InputNote[];
  /** `input` is truncated to its first 120 characters. */
  inputTruncated?: true;
  /** The label, if there is one. */
  label?: string;
  /** The line, from 1; absent for arguments and in files without lines. */
  line?: number;
  /** Its name in the vendor list. */
  name: string | null;
  /** The row of a table, from 1 without the header; absent elsewhere. */
  row?: number;
  /** Whether any data may be passed to the vendor. */
  transmit: boolean;
  /** The vendor. */
  vendor: number;
}

/** An error message. */
export interface MessageRecord {
  /** The message. */
  message: string;
}

/** The record of a string without a vendor to decide on. */
export interface NoVendorsRecord {
  /** Where in the input or in its file the string lies; absent if the input is the string. */
  carrier?: Carrier;
  /** The columns of the row that are copied into records. */
  columns?: { [key: string]: unknown };
  /** The reason. */
  error: MessageRecord;
  /** The file, `-` for stdin; absent for arguments. */
  file?: string;
  /** The input, without the label. */
  input: string;
  /** `input` is truncated to its first 120 characters. */
  inputTruncated?: true;
  /** The label, if there is one. */
  label?: string;
  /** The line, from 1; absent for arguments and in files without lines. */
  line?: number;
  /** The row of a table, from 1 without the header; absent elsewhere. */
  row?: number;
  /** Always null. */
  vendor: null;
}

/** The bits for one legal basis. */
export interface PairRecord {
  /** The bit of the purpose; null if there is none. */
  purpose: boolean | null;
  /** The bit of the vendor. */
  vendor: boolean;
}

/** The bits of the publisher TC segment that concern a purpose. */
export interface PublisherBitsRecord {
  /** The consent bit. */
  consent: boolean;
  /** The legitimate interest bit. */
  legitimateInterest: boolean;
}

/** The record of the decisions on the publisher's own purposes for one string. */
export interface PublisherRecord {
  /** Where in the input or in its file the string lies; absent if the input is the string. */
  carrier?: Carrier;
  /** The columns of the row that are copied into records. */
  columns?: { [key: string]: unknown };
  /** The decisions. */
  decisions: PublisherDecision[];
  /** The file, `-` for stdin; absent for arguments. */
  file?: string;
  /** The input, without the label. */
  input: string;
  /** Notes about the choice between signals of the input; absent if there are none. */
  inputNotes?: InputNote[];
  /** `input` is truncated to its first 120 characters. */
  inputTruncated?: true;
  /** The label, if there is one. */
  label?: string;
  /** The line, from 1; absent for arguments and in files without lines. */
  line?: number;
  /** Always true. */
  publisher: true;
  /** The row of a table, from 1 without the header; absent elsewhere. */
  row?: number;
}

/** The decision on a purpose, special purpose, feature or special feature of a vendor. */
export interface Decision {
  /** The legal basis; null unless the verdict is permit. */
  basis: 'consent' | 'legitimateInterest' | 'specialPurpose' | null;
  /** The bits of the string. */
  bits: BitsRecord;
  /** The basis that the vendor list declares. */
  declared: 'consent' | 'legitimateInterest' | 'specialPurpose' | null;
  /** Whether the vendor was disclosed to the user. */
  disclosed: 'disclosed' | 'notDisclosed' | 'exempt' | 'missing';
  /** The basis after restrictions. */
  effective: 'consent' | 'legitimateInterest' | 'specialPurpose' | null;
  /** Whether a publisher may switch the declared basis. */
  flexible: boolean;
  /** The id. */
  id: number;
  /** The kind of id. */
  kind: 'purpose' | 'specialPurpose' | 'feature' | 'specialFeature';
  /** Notes, which do not affect the verdict. */
  notes: Reason[];
  /** The reasons, in the order of the procedure. */
  reasons: Reason[];
  /** The publisher restriction in force. */
  restriction: 'notAllowed' | 'requireConsent' | 'requireLegitimateInterest' | 'undefined' | null;
  /** The verdict. */
  verdict: 'permit' | 'deny' | 'conditional' | 'unknown' | 'outOfScope';
}

/** A note about the choice between signals of an input, or between them and an option. */
export interface InputNote {
  /**
   * Its code: `tcConflict`, `gdprOption`, `gdprConflict`, `gppSidOption`, `gppSidInvalid`,
   * `gppSidConflict` or `stringsDiffer`.
   */
  code:
    | 'tcConflict'
    | 'gdprOption'
    | 'gdprConflict'
    | 'gppSidOption'
    | 'gppSidInvalid'
    | 'gppSidConflict'
    | 'stringsDiffer';
  /** Its text. */
  text: string;
}

/** The decision on a purpose of the publisher. */
export interface PublisherDecision {
  /** The legal basis; null unless the verdict is permit. */
  basis: 'consent' | 'legitimateInterest' | 'specialPurpose' | null;
  /** The bits of the segment; null if it is missing or does not define the custom purpose. */
  bits: PublisherBitsRecord | null;
  /** The id. */
  id: number;
  /** The kind of id. */
  kind: 'purpose' | 'customPurpose';
  /** Notes, which do not affect the verdict. */
  notes: Reason[];
  /** The reasons, in the order of the procedure. */
  reasons: Reason[];
  /** The verdict. */
  verdict: 'permit' | 'deny' | 'conditional' | 'unknown' | 'outOfScope';
}

/** A reason. */
export interface Reason {
  /** Its code. */
  code: string;
  /** Its text. */
  text: string;
}

/** The decision of a US section on an activity. */
export interface UsDecision {
  /**
   * The name of the field of a US Privacy string that came with the GPP string; absent for
   * sections.
   */
  carrier?: string;
  /** The category of sensitive data or the group of children; absent for other activities. */
  category?: string;
  /** The choice of the user; null if the section does not state it, or does not apply. */
  choice:
    'notApplicable' | 'optedOut' | 'notOptedOut' | 'noConsent' | 'consent' | 'undefined' | null;
  /** Global Privacy Control; null if the section does not state it, or does not apply. */
  gpc: boolean | null;
  /** Notes, which do not affect the verdict. */
  notes: Reason[];
  /**
   * The most restrictive of the notices that matter; null if there is none, or the section does
   * not apply.
   */
  notice: 'given' | 'notApplicable' | 'undefined' | 'notGiven' | null;
  /** The reasons. */
  reasons: Reason[];
  /** The section. */
  section: string;
  /** The verdict of the section. */
  verdict: 'permit' | 'deny' | 'conditional' | 'unknown' | 'outOfScope';
}

export type Decide =
  DecisionsRecord | PublisherRecord | ActivityRecord | NoVendorsRecord | FailureRecord;

/** The record of the verdict of US sections on an activity. */
export interface ActivityBriefRecord {
  /** The activity. */
  activity: string;
  /** The columns of the row that are copied into records. */
  columns?: { [key: string]: unknown };
  /** The file, `-` for stdin; absent for arguments. */
  file?: string;
  /** The label, if there is one. */
  label?: string;
  /** The line, from 1; absent for arguments and in files without lines. */
  line?: number;
  /** The row of a table, from 1 without the header; absent elsewhere. */
  row?: number;
  /** The verdict of all sections. */
  verdict: 'permit' | 'deny' | 'conditional' | 'unknown' | 'outOfScope';
}

/** The record of what is permitted to one vendor for one string. */
export interface BriefRecord {
  /** The columns of the row that are copied into records. */
  columns?: { [key: string]: unknown };
  /** The file, `-` for stdin; absent for arguments. */
  file?: string;
  /** The label, if there is one. */
  label?: string;
  /** The line, from 1; absent for arguments and in files without lines. */
  line?: number;
  /** What is permitted, by legal basis: purposes, special purposes, and what needs no basis. */
  permitted: {
    consent: PurposeIds;
    feature?: PurposeIds;
    legitimateInterest: PurposeIds;
    noBasis?: PurposeIds;
    specialFeature?: PurposeIds;
    specialPurpose: PurposeIds;
  };
  /** The row of a table, from 1 without the header; absent elsewhere. */
  row?: number;
  /** Whether any data may be passed to the vendor. */
  transmit: boolean;
  /** Some verdict is unknown: what is not permitted is not necessarily denied. */
  unknown?: true;
  /** The vendor. */
  vendor: number;
}

/** Purposes of the publisher that are permitted, by legal basis. */
export interface PermittedPurposes {
  /** On consent. */
  consent: number[];
  /** On legitimate interest. */
  legitimateInterest: number[];
}

/** The record of what is permitted to the publisher for one string. */
export interface PublisherBriefRecord {
  /** The columns of the row that are copied into records. */
  columns?: { [key: string]: unknown };
  /** The file, `-` for stdin; absent for arguments. */
  file?: string;
  /** The label, if there is one. */
  label?: string;
  /** The line, from 1; absent for arguments and in files without lines. */
  line?: number;
  /** The standard purposes that are permitted. */
  permitted: PermittedPurposes;
  /** The custom purposes that are permitted. */
  permittedCustom: PermittedPurposes;
  /** Always true. */
  publisher: true;
  /** The row of a table, from 1 without the header; absent elsewhere. */
  row?: number;
}

export type DecideBrief =
  BriefRecord | PublisherBriefRecord | ActivityBriefRecord | NoVendorsRecord | FailureRecord;

/** The differences between two strings. It is also the record. */
export interface Comparison {
  /** The changes in meaning. */
  changes: (
    | {
        /** Who controls the field. */
        by: 'user' | 'publisher' | 'cmp';
        field: string;
        from: number | boolean | string | null;
        section?: string;
        to: number | boolean | string | null;
      }
    | {
        /** Who controls the field. */
        by: 'user' | 'publisher' | 'cmp';
        field: string;
        from: number | boolean | string | null;
        id: number;
        section?: string;
        to: number | boolean | string | null;
      }
    | {
        added: string[];
        /** Who controls the field. */
        by: 'user' | 'publisher' | 'cmp';
        field: string;
        removed: string[];
        section?: string;
      }
    | {
        added: (
          | 'core'
          | 'disclosedVendors'
          | 'allowedVendors'
          | 'publisherTC'
          | 'header'
          | 'gpc'
          | 'sensitiveData'
          | 'publisherPurposes'
          | 'undefined'
          | 'unknown'
        )[];
        /** Who controls the field. */
        by: 'user' | 'publisher' | 'cmp';
        field: string;
        removed: (
          | 'core'
          | 'disclosedVendors'
          | 'allowedVendors'
          | 'publisherTC'
          | 'header'
          | 'gpc'
          | 'sensitiveData'
          | 'publisherPurposes'
          | 'undefined'
          | 'unknown'
        )[];
        section?: string;
      }
    | {
        added: string[];
        /** Who controls the field. */
        by: 'user' | 'publisher' | 'cmp';
        field: string;
        purposeId: number;
        removed: string[];
        restrictionType:
          | 'notAllowed'
          | 'requireConsent'
          | 'requireExpressConsent'
          | 'requireImpliedConsent'
          | 'requireLegitimateInterest'
          | 'undefined';
        section?: string;
      }
  )[];
  /** Whether both have the same meaning. */
  equal: boolean;
  /** The differences in encoding only. */
  form: {
    field: string;
    from?:
      | number
      | boolean
      | string
      | null
      | (
          | 'core'
          | 'disclosedVendors'
          | 'allowedVendors'
          | 'publisherTC'
          | 'header'
          | 'gpc'
          | 'sensitiveData'
          | 'publisherPurposes'
          | 'undefined'
          | 'unknown'
        )[];
    section?: string;
    segment?:
      | 'core'
      | 'disclosedVendors'
      | 'allowedVendors'
      | 'publisherTC'
      | 'header'
      | 'gpc'
      | 'sensitiveData'
      | 'publisherPurposes'
      | 'undefined'
      | 'unknown';
    to?:
      | number
      | boolean
      | string
      | null
      | (
          | 'core'
          | 'disclosedVendors'
          | 'allowedVendors'
          | 'publisherTC'
          | 'header'
          | 'gpc'
          | 'sensitiveData'
          | 'publisherPurposes'
          | 'undefined'
          | 'unknown'
        )[];
    what:
      | 'order'
      | 'encoding'
      | 'maxVendorId'
      | 'defaultConsent'
      | 'entries'
      | 'repeatedRecords'
      | 'vendorsOfRecords'
      | 'bits'
      | 'setBits'
      | 'widths'
      | 'sectionHeader'
      | 'wire'
      | 'presence'
      | 'repeatedIds'
      | 'text';
  }[];
  /** The permissions of vendors that changed; absent without the vendor lists. */
  permissions?: {
    from: {
      basis: 'consent' | 'legitimateInterest' | 'specialPurpose' | null;
      verdict: 'permit' | 'deny' | 'conditional' | 'unknown' | 'outOfScope';
    };
    id: number;
    kind: 'purpose' | 'specialPurpose';
    to: {
      basis: 'consent' | 'legitimateInterest' | 'specialPurpose' | null;
      verdict: 'permit' | 'deny' | 'conditional' | 'unknown' | 'outOfScope';
    };
    vendor: number;
  }[];
  /** Whether there are no differences in encoding only. */
  sameForm: boolean;
}

/** The record of a comparison, or that of a string that could not be decoded. */
export type Diff = Comparison | FailureRecord;

/** Google's ad technology providers. */
export interface ConsentedProviders {
  /** An Additional Consent string. */
  consented_providers: string;
}

/** An expected finding. */
export interface ExpectedRecord {
  /** The code of the rule. */
  code: string;
  /** The severity. */
  severity: 'error' | 'warning' | 'info';
}

/** Parts of an OpenRTB request. */
export interface OpenRtb {
  /** The regulations. */
  regs: Regs;
  /** The user. */
  user?: User;
}

/** The regulations that apply. */
export interface Regs {
  /** Whether the GDPR applies. */
  gdpr?: number;
  /** A GPP string. */
  gpp?: string;
  /** The ids of the sections of the GPP string that apply. */
  gpp_sid?: number[];
  /** A US Privacy string. */
  us_privacy?: string;
}

/** The user. */
export interface User {
  /** A TC string. */
  consent?: string;
  /** Extensions. */
  ext?: UserExt;
}

/** Extensions of the user. */
export interface UserExt {
  /** Google's ad technology providers. */
  ConsentedProvidersSettings: ConsentedProviders;
}

/** A generated string with its properties. */
export interface Generate {
  /** The evaluation date. */
  asOf: Time;
  /** Whether to check it against the CMP list. */
  cmpList: boolean;
  /** A cookie pair that contains it; with a GPP string, a second one with its sections. */
  cookie?: string;
  /** The expectation that it does not meet, in the syntax of an `[[expect]]` table of `tcf.toml`. */
  expect?: string;
  /** The expected findings: the violated rule first, then those it implies. */
  expected: ExpectedRecord[];
  /** The vendor list to check it against; null for none. */
  gvl: {
    specification: number;
    version: number;
  } | null;
  /** The kind of the string; for a violation, the kind that it was derived from. */
  kind:
    | 'accept-all'
    | 'reject-all'
    | 'objected'
    | 'mixed'
    | 'consent-only'
    | 'restrictive'
    | 'special-purposes-only'
    | 'tcf-2.2'
    | 'tcf-2.3'
    | 'gpp-tcf'
    | 'gpp-usnat'
    | 'gpp-us-state'
    | 'gpp-opted-out'
    | 'gpp-not-opted-out'
    | 'gpp-not-applicable'
    | 'gpp-canada'
    | 'gpp-multi'
    | 'gpp-mixed'
    | 'usp'
    | 'ac';
  /** Parts of an OpenRTB request that contain it. */
  openrtb?: OpenRtb;
  /** The value of the string; null if it cannot be decoded. */
  payload: Payload | null;
  /** The string. */
  string: string;
  /** A request URL that contains it. */
  url?: string;
  /** The rule that it violates. */
  violates: string;
}

/** Numbers of active vendors that declare a purpose. */
export interface PurposeCounts {
  /** Number of vendors that declare it on consent. */
  consent: number;
  /** Number of vendors that declare it as flexible. */
  flexible: number;
  /** The id. */
  id: number;
  /** Number of vendors that declare it on legitimate interest. */
  legitimateInterest: number;
  /** The name; null if the list does not define it. */
  name: string | null;
}

/** Number of active vendors that declare a special purpose, feature or data category. */
export interface VendorCount {
  /** The id. */
  id: number;
  /** The name; null if the list does not define it. */
  name: string | null;
  /** Number of vendors. */
  vendors: number;
}

/** Numbers of vendors. */
export interface VendorCounts {
  /** Number of vendors that are not deleted. */
  active: number;
  /** Number of deleted vendors. */
  deleted: number;
  /** The highest id. */
  maxId: number;
}

/** The record of a list: its definitions, and the number of vendors that declare each. */
export interface GvlShow {
  /** The data categories. */
  dataCategories: VendorCount[];
  /** The features. */
  features: VendorCount[];
  /** When it was last updated. */
  lastUpdated: string | null;
  /** The purposes. */
  purposes: PurposeCounts[];
  /** The special features. */
  specialFeatures: VendorCount[];
  /** The special purposes. */
  specialPurposes: VendorCount[];
  specification: number;
  /** Number of stacks. */
  stacks: number | null;
  /** The policy version. */
  tcfPolicyVersion: number | null;
  /** Its vendors. */
  vendors: VendorCounts;
  version: number;
}

/** A purpose and how it is declared. */
export interface DeclaredPurpose {
  /** The declared basis. */
  basis: 'consent' | 'legitimateInterest' | 'specialPurpose' | null;
  /** Whether a publisher may switch the basis. */
  flexible: boolean;
  /** The id. */
  id: number;
  /** The name; null if the list does not define it. */
  name: string | null;
}

/** An id with its name in the list. */
export interface Named {
  /** The id. */
  id: number;
  /** The name; null if the list does not define it. */
  name: string | null;
}

/** Retention periods in days. */
export interface RetentionRecord {
  /** The purposes. */
  purposes: { [key: string]: unknown };
  /** The special purposes. */
  specialPurposes: { [key: string]: unknown };
  /** Retention for purposes that are not listed. */
  stdRetention: number | null;
}

/** A page in a language. */
export interface UrlRecord {
  /** The language. */
  langId?: string;
  /** The legitimate interest claim. */
  legIntClaim?: string;
  /** The privacy policy. */
  privacy: string;
}

/** The record of a vendor of a list. */
export interface GvlVendor {
  /** The maximum age of its cookies. */
  cookieMaxAgeSeconds: number | null;
  /** Whether cookies are refreshed. */
  cookieRefresh: boolean | null;
  /** The data categories. */
  dataDeclaration: Named[];
  /** Retention periods. */
  dataRetention?: RetentionRecord;
  /** When the vendor was deleted. */
  deletedDate?: string;
  /** The URL of its device storage disclosure. */
  deviceStorageDisclosureUrl: string | null;
  /** The features. */
  features: Named[];
  /** The maximum length of a URL, in kilobytes. */
  httpGetLimit?: number;
  /** The id. */
  id: number;
  /** The list. */
  list: {
    specification: number;
    version: number;
  };
  /** The name; null if the list does not define it. */
  name: string;
  /** The purposes. */
  purposes: DeclaredPurpose[];
  /** The special features. */
  specialFeatures: Named[];
  /** The special purposes. */
  specialPurposes: Named[];
  /** Its pages, by language. */
  urls: UrlRecord[];
  /** Whether it uses cookies. */
  usesCookies: boolean | null;
  /** Whether it uses other storage. */
  usesNonCookieAccess: boolean | null;
}

/** A legal basis that a vendor declares and that has changed. */
export interface BasisChange {
  /** The basis before; null if the purpose was not declared. */
  from: string | null;
  /** The purpose. */
  purpose: number;
  /** The basis now; null if the purpose is not declared any more. */
  to: string | null;
  /** The vendor. */
  vendor: VendorName;
}

/** A judged call. */
export interface CallRecord {
  /** When it happened. */
  at?: string;
  /** The entry of a HAR file, from 0. */
  entry?: number;
  /** The host. */
  host?: string;
  /** The line of a stream, from 1. */
  line?: number;
  /** Which string the call carries: `inForce`, `other` or `none`. */
  signal: string;
  /** The ids of the vendors. */
  vendors: number[];
  /**
   * What the string in force says: `permitted`, `legitimateInterest` (on legitimate interest
   * alone), `notPermitted`, `beforeChoice` or `undecided`.
   */
  verdict: string;
}

/**
 * For how many judged calls the strings in force permit a vendor a purpose. Purposes that neither
 * a vendor list nor the purpose map has for the vendor are left out.
 */
export interface CellRecord {
  /** Calls for which it is permitted on consent. */
  consent: number;
  /** Calls for which it is denied. */
  denied: number;
  /** Calls for which it is permitted on legitimate interest. */
  legitimateInterest: number;
  /** The legal basis in the purpose map; absent if the map does not have the purpose. */
  planned?: string;
  /** The purpose. */
  purpose: number;
  /** The id of the vendor. */
  vendor: number;
}

/** What enforcement leaves of a channel, from decision records. */
export interface ChannelRecord {
  /** The channel; absent for events without one. */
  channel?: string;
  /** Events that were not passed. */
  dropped: number;
  /** Events that were stripped, by field. */
  fields: { [key: string]: number };
  /** The share of events that were stripped or dropped, in percent. */
  lost: number | null;
  /** Events that were passed with a note. */
  marked: number;
  /** The events that were passed for a channel whose needs are known. */
  matchable: number;
  /** Of the events that were passed, those that keep the fields that the channel needs. */
  matched: number;
  /** Events that were passed whole. */
  passed: number;
  /** Events that were read: passed, stripped, marked and dropped ones. */
  read: number;
  /** Events that were stripped or dropped, by reason. An event may have several. */
  reasons: { [key: string]: number };
  /** Events that were passed without some fields. */
  stripped: number;
}

/** The settings of an audit. */
export interface ConfigRecord {
  /** The SHA-256 of the settings in hexadecimal digits. */
  sha256: string;
}

/** The share of changes that had not arrived after a time, by the Kaplan-Meier estimate. */
export interface CurveRecord {
  /** Changes that arrived. */
  arrived: number;
  /** Changes that had not arrived when the recording ended. */
  censored: number;
  /** Changes after which the vendor was not called any more, which are left out. */
  notObserved: number;
  /** The steps, by time; at most 200. Before the first, the share is 1. */
  steps: StepRecord[];
  /** The id of the vendor; absent for all vendors. */
  vendor?: number;
}

/** What has changed since older reports. */
export interface DriftRecord {
  /** The declared legal bases that differ from those in the newest of the older reports. */
  bases: BasisChange[];
  /** The hosts that the newest of the older reports has, and that are not called any more. */
  goneHosts: string[];
  /** The vendors that the newest of the older reports has, and that are not called any more. */
  goneVendors: VendorName[];
  /** The metrics that this report and the newest of the older ones have. */
  metrics: MetricChange[];
  /** The hosts that are called now, and in none of the older reports. */
  newHosts: string[];
  /** The vendors that are called now, and in none of the older reports. */
  newVendors: VendorName[];
  /** The number of older reports. */
  reports: number;
  /** The rows of the purpose map whose review is due, or will be within 30 days. */
  reviews: ReviewRecord[];
  /** The time of the newest of them. */
  since?: string;
}

/**
 * How many events were read, and how many were judged. The other numbers of events and `judged`
 * add up to `read`.
 */
export interface EventsRecord {
  /** Decision records that were read, which are not among the events; absent if 0. */
  decisions?: number;
  /** Lines and entries that are not events. */
  failed: number;
  /** Calls that were judged. */
  judged: number;
  /**
   * Events that are not calls to a vendor: calls to the publisher and the CMP, requests that
   * were not sent, statements of the signal, storage, and calls to hosts that belong to no
   * vendor.
   */
  other: number;
  /** Calls to which the GDPR does not apply. */
  outOfScope: number;
  /** Events that were read. */
  read: number;
  /** Calls for which it is unknown whether the GDPR applies, or which string is in force. */
  unknown: number;
  /** Calls to hosts that are not mapped. */
  unmapped: number;
}

/** A sample of a finding. */
export interface Evidence {
  /** When it happened. */
  at?: string;
  /** The entry of a HAR file, from 0. */
  entry?: number;
  /** The file; `-` for stdin. */
  file: string;
  /** The id of the string in force, if it is not that of the first sample. */
  inForce?: string;
  /** The line, from 1; of an entry the one in which it begins. */
  line?: number;
  /** The name of the field or of the cookie, or the rule. */
  name?: string;
  /** Where the signal lies, such as `query`. */
  place?: string;
  /** The value of the signal. */
  value?: string;
}

/** A finding: a defect, however often it occurs. */
export interface FindingRecord {
  /** The code of the check. */
  code: string;
  /** How often it occurs. */
  count: number;
  /** Samples: the first occurrences by time, file and position. */
  evidence: Evidence[];
  /** 16 hexadecimal digits that identify the defect in every report. */
  fingerprint: string;
  /** The first occurrence of known time. */
  first?: string;
  /** What to do. */
  help: string;
  /** The host that was called. */
  host?: string;
  /** The string in force at the first sample. */
  inForce?: InForceRecord;
  /** Whether the baseline has the fingerprint. */
  known: boolean;
  /** The last occurrence of known time. */
  last?: string;
  /** What was found. */
  message: string;
  /** The purpose. */
  purpose?: number;
  /** The severity. */
  severity: SeverityName;
  /** The name of the check. */
  slug: string;
  /** The vendor; absent if it is unknown or one of several. */
  vendor?: VendorName;
}

/**
 * The part of the events that a metric is about: those with all of these. Everything, if all
 * members are `None`.
 *
 * ```
 * use tcf_audit::audit::Group;
 * let group = Group { vendor: Some(76), ..Group::default() };
 * assert_eq!(serde_json::to_string(&group)?, r#"{"vendor":76}"#);
 * # Ok::<(), serde_json::Error>(())
 * ```
 */
export interface Group {
  /** The channel. */
  channel?: string;
  /** The country of the user. */
  country?: string;
  /** The host. */
  host?: string;
  /** The label of the lines. */
  label?: string;
  /** The page. */
  page?: string;
  /** The purpose. */
  purpose?: number;
  /** The vendor. */
  vendor?: number;
}

/** A vendor list. */
export interface GvlRecord {
  /** The SHA-256 of its bytes in hexadecimal digits; absent if the bytes are not known. */
  sha256?: string;
  /** The version of its specification. */
  specification: number;
  /** Its version. */
  version: number;
}

/** A host of another party that was called. */
export interface HostRecord {
  /** Whether several vendors claim it. */
  ambiguous: boolean;
  /** The number of calls. */
  calls: number;
  /** The first call of known time. */
  firstCall?: string;
  /** The host. */
  host: string;
  /** How it is mapped: `config`, `disclosure` or `inferred`; absent if it is not mapped. */
  mappedBy?: string;
  /**
   * The ids of its vendors; of an ambiguous host those that claim it. Empty if it belongs to no
   * vendor of the vendor list, or is not mapped.
   */
  vendors: number[];
}

/** The host map, and the hosts that were called. */
export interface HostsRecord {
  /** The hosts that several vendors claim. */
  ambiguous: number;
  /** The hosts that are mapped by a URL in the vendor list. */
  inferred: number;
  /** The hosts of other parties that were called and that the user's map or a disclosure has. */
  mapped: number;
  /** The rows of the user's map. */
  rows: number;
  /** The hosts, most calls first; at most 1,000. */
  seen: HostRecord[];
  /** The hosts that are not mapped. */
  unmapped: number;
}

/** The string in force. */
export interface InForceRecord {
  /** How it is known: `choice`, `mark` or `inferred`. */
  source: string;
  /** The id of the string. */
  string: string;
}

/** An input of an audit. */
export interface InputRecord {
  /** The entries, lines or rows. */
  entries: number;
  /** The file; `-` for stdin. */
  file: string;
  /** The format, such as `har`. */
  from: string;
  /** Signals that were left out, because their record had more than 1,000. */
  leftOut?: number;
  /** The program that wrote it, as it says itself. */
  maker?: string;
  /** The SHA-256 of its bytes in hexadecimal digits. */
  sha256?: string;
  /** Lines of an access log that were skipped, because they are not requests. */
  skippedLines?: number;
  /**
   * Records of which only the beginning was read, because they or a text in them were too long;
   * absent if 0, like the counts that follow.
   */
  truncated?: number;
  /**
   * Bodies of requests and responses that were not read: they are binary data, such as gzip,
   * protobuf or base64 of these, or in another file.
   */
  unreadBodies?: number;
  /** The visits; 0 for lines that no key joins. */
  visits: number;
}

/** How many events a vendor list was used for. */
export interface ListUse {
  /** The events. */
  events: number;
  /** The version of its specification. */
  specification: number;
  /** Its version. */
  version: number;
}

/** A metric before and now. */
export interface MetricChange {
  /** The value now; null if there is none. */
  after: number | null;
  /** The value before; null if there was none. */
  before: number | null;
  /** The value now minus the value before; null if one is missing. */
  difference: number | null;
  /** What the metric is restricted to; absent if to nothing. */
  group?: Group;
  /**
   * The 95 % interval of the difference of two rates (Newcombe's method 10); null unless both
   * have an interval.
   */
  interval: number[] | null;
  /** The name, such as `coverage`. */
  name: string;
  /** What it is a number of, such as `calls`. */
  of: string;
  /** The unit. */
  unit: string;
}

/** A number, with what it was computed from. */
export interface MetricRecord {
  /** The denominator of a rate; the number of all durations, known or censored, of a quantile. */
  denominator: number;
  /** What the metric is restricted to; absent if to nothing. */
  group?: Group;
  /** The 95 % interval, in the unit of the value; null without one. */
  interval: number[] | null;
  /** The calls, changes or visits that were left out, because something about them is unknown. */
  leftOut: number;
  /** How the interval was computed; null without one. */
  method: string | null;
  /** The name, such as `coverage`. */
  name: string;
  /** The numerator of a rate; the number of known durations of a quantile. */
  numerator: number;
  /** What it is a number of, such as `calls`. */
  of: string;
  /** The unit, such as `%`, `per 1000` or `s`. */
  unit: string;
  /** The value; null if the denominator is 0, or if a quantile was not reached. */
  value: number | null;
}

/** A check that did not run. */
export interface NotRunRecord {
  /** The code. */
  code: string;
  /** What it lacked, such as `cookies`. */
  missing: string[];
  /** Why it was lacking. */
  reason: string;
  /** The name. */
  slug: string;
}

/** How fast changes arrived at a vendor. */
export interface PropagationRecord {
  /** Changes that arrived. */
  arrived: number;
  /** Changes that had not arrived when the recording ended. */
  censored: number;
  /** The median in seconds; null if it was not reached. */
  median: number | null;
  /** Changes after which the vendor was not called any more. */
  notObserved: number;
}

/** A purpose with its legal basis. */
export interface PurposeBasis {
  /** The legal basis, such as `legitimateInterest`. */
  basis: string;
  /** The purpose. */
  purpose: number;
}

/** A row of the purpose map whose review is due, or will be. */
export interface ReviewRecord {
  /** The assessment; absent if the row names none. */
  assessment?: string;
  /** Whether the day has come. */
  due: boolean;
  /** `publisher`, or the name of the partner; absent if the row is about a vendor. */
  recipient?: string;
  /** The day of the review, such as `2027-03-31`. */
  review: string;
  /** The vendor; absent if the row is about the publisher or a partner of its own. */
  vendor?: VendorName;
}

/** What enforcement leaves of the events that were decided under the same settings. */
export interface SettingsRecord {
  /** The SHA-256 of the settings; absent if the records do not have it. */
  config?: string;
  /**
   * How much more that is than under the settings before these, in percentage points; null for
   * the first ones, and for events without a time.
   */
  difference: number | null;
  /** Events that were not passed. */
  dropped: number;
  /** The first event of known time. */
  first?: string;
  /**
   * The 95 % interval of the difference (Newcombe's method 10); null unless the events are a
   * sample.
   */
  interval: number[] | null;
  /** The last event of known time. */
  last?: string;
  /** The vendor lists that were used. */
  lists: ListUse[];
  /** The share of events that were stripped or dropped, in percent. */
  lost: number | null;
  /** Events that were passed with a note. */
  marked: number;
  /** Events that were passed whole. */
  passed: number;
  /** Events that were read: passed, stripped, marked and dropped ones. */
  read: number;
  /** Events that were passed without some fields. */
  stripped: number;
  /** Name and version of the program; empty if the records do not have it. */
  tool: string;
}

/** The names of severities. */
export type SeverityName = 'error' | 'warning' | 'info';

/** From a time on, a string is in force. */
export interface StatementRecord {
  /** When it was stated. */
  at?: string;
  /** Whether the user acted. */
  choice: boolean;
  /** How it is known: `choice`, `mark` or `inferred`. */
  source: string;
  /** The id of the string; absent if it is unknown what the user chose. */
  string?: string;
}

/** A step of a curve. */
export interface StepRecord {
  /** The changes that are known to have taken at least this long. */
  atRisk: number;
  /** The changes that had not arrived when the recording ended at this time. */
  censored: number;
  /** The time after the change, in seconds. */
  seconds: number;
  /** The estimated share that had not arrived after this time, from 0 to 1. */
  share: number;
}

/** A string that was seen. */
export interface StringRecord {
  /**
   * The places in which it was seen, such as `query`. Empty for a string that only a log of
   * choices has.
   */
  carriers: string[];
  /** The code of the error, if the string cannot be decoded. */
  error?: string;
  /** When it was first seen. */
  firstSeen?: string;
  /** 16 hexadecimal digits that identify the string. */
  id: string;
  /**
   * The payload, as `tcf decode` prints it, with ids as ranges; absent if the string cannot be
   * decoded.
   */
  payload?: { [key: string]: unknown };
  /** The string. */
  string: string;
}

/** A vendor. */
export interface VendorName {
  /** The id. */
  id: number;
  /** How the host is mapped to the vendor: `config`, `disclosure` or `inferred`. */
  mappedBy?: string;
  /** The name in the newest vendor list that has the vendor. */
  name?: string;
}

/** A vendor that was called. Calls to hosts of several vendors are left out. */
export interface VendorRecord {
  /** Judged calls after the first choice of the visit: the denominator of `withSignal`. */
  afterChoice: number;
  /** Judged calls. */
  calls: number;
  /** Of those, the calls whose string is the one in force. */
  correct: number;
  /**
   * The purposes that the vendor declares in the newest vendor list that has it, each with its
   * legal basis; absent if no list has it.
   */
  declared?: PurposeBasis[];
  /** The first judged call of known time. */
  firstCall?: string;
  /** The id. */
  id: number;
  /** The longest time in seconds after a change at which a call carried the string from before. */
  lastStale?: number;
  /** Judged calls that the string in force permits on legitimate interest alone. */
  liOnly: number;
  /** The name in the newest vendor list that has the vendor. */
  name?: string;
  /** Judged calls that the string in force permits. */
  permitted: number;
  /** The purposes of the purpose map; absent without a map, empty if the map lacks the vendor. */
  planned?: PurposeBasis[];
  /** How fast changes arrived; absent without a change. */
  propagation?: PropagationRecord;
  /** Judged calls that stored something. */
  storage: number;
  /** Judged calls with one of B001 to B004, B012 and B013 as an error. */
  unauthorised: number;
  /** Of those, the calls that carry a usable string. */
  withSignal: number;
}

/** A visit with its first judged calls. */
export interface VisitRecord {
  /** The first judged calls, by time; at most 500. */
  calls: CallRecord[];
  /** The number of judged calls. */
  count: number;
  /** The file of its first event. */
  file: string;
  /** The strings in force, in the order of their events. */
  statements: StatementRecord[];
}

/** The report of an audit. */
export interface Audit {
  /** The time of the report. */
  at?: string;
  /** The settings; absent without a settings file. */
  config?: ConfigRecord;
  /** How fast changes arrived: first at all vendors, then by vendor. */
  curves: CurveRecord[];
  /** What enforcement leaves of each channel, by channel. Empty without decision records. */
  dataLoss: ChannelRecord[];
  /** What has changed since older reports; absent without one. */
  drift?: DriftRecord;
  /** How many events were read and judged. */
  events: EventsRecord;
  /** The findings, worst first. */
  findings: FindingRecord[];
  /** The newest vendor list in use; absent without one. */
  gvl?: GvlRecord;
  /** The host map, and the hosts that were called. */
  hosts: HostsRecord;
  /** What was read. */
  inputs: InputRecord[];
  /** What the strings in force permit each vendor, by vendor and purpose. */
  matrix: CellRecord[];
  /** The metrics. */
  metrics: MetricRecord[];
  /** The checks that did not run. */
  notRun: NotRunRecord[];
  /** What the inputs cannot show, and what was left out because there was too much of it. */
  notes: string[];
  /** The share of all visits that the events are a random sample of; absent if they are not. */
  sampled?: number;
  /** What enforcement leaves, by the settings that decided; from decision records only. */
  settingsLoss: SettingsRecord[];
  /** The strings that were seen, by id. */
  strings: StringRecord[];
  /** A few visits with their calls. */
  timeline: VisitRecord[];
  /** The tool: `tcf`. */
  tool: string;
  /** The vendors that were called, most calls first. */
  vendors: VendorRecord[];
  /** The version of the tool. */
  version: string;
}
