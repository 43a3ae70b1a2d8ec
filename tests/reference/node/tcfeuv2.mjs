// @iabgpp/cmpapi: the fields of its section tcfeuv2.

import { RangeEntry, TcfEuV2Field as Field } from '@iabgpp/cmpapi';
import { bits, idsOf, runsOf, setBits } from './lines.mjs';

const TYPES = ['notAllowed', 'requireConsent', 'requireLegitimateInterest', 'undefined'];

export function fieldsOf(section) {
  const get = (field) => section.getFieldValue(field);
  return {
    version: get(Field.VERSION),
    created: get(Field.CREATED).getTime() / 100,
    lastUpdated: get(Field.LAST_UPDATED).getTime() / 100,
    cmpId: get(Field.CMP_ID),
    cmpVersion: get(Field.CMP_VERSION),
    consentScreen: get(Field.CONSENT_SCREEN),
    consentLanguage: get(Field.CONSENT_LANGUAGE),
    vendorListVersion: get(Field.VENDOR_LIST_VERSION),
    tcfPolicyVersion: get(Field.POLICY_VERSION),
    isServiceSpecific: get(Field.IS_SERVICE_SPECIFIC),
    useNonStandardTexts: get(Field.USE_NON_STANDARD_STACKS),
    specialFeatureOptIns: setBits(get(Field.SPECIAL_FEATURE_OPTINS)),
    purposesConsent: setBits(get(Field.PURPOSE_CONSENTS)),
    purposesLITransparency: setBits(get(Field.PURPOSE_LEGITIMATE_INTERESTS)),
    purposeOneTreatment: get(Field.PURPOSE_ONE_TREATMENT),
    publisherCC: get(Field.PUBLISHER_COUNTRY_CODE),
    vendorConsents: runsOf(get(Field.VENDOR_CONSENTS)),
    vendorLegitimateInterests: runsOf(get(Field.VENDOR_LEGITIMATE_INTERESTS)),
    publisherRestrictions: get(Field.PUBLISHER_RESTRICTIONS).map((record) => ({
      purposeId: record.getKey(),
      restrictionType: TYPES[record.getType()],
      vendors: runsOf(record.getIds()),
    })),
    disclosedVendors: runsOf(get(Field.VENDORS_DISCLOSED)),
    allowedVendors: runsOf(get(Field.VENDORS_ALLOWED)),
    'publisherTC.purposesConsent': setBits(get(Field.PUBLISHER_CONSENTS)),
    'publisherTC.purposesLITransparency': setBits(get(Field.PUBLISHER_LEGITIMATE_INTERESTS)),
    'publisherTC.numCustomPurposes': get(Field.NUM_CUSTOM_PURPOSES),
    'publisherTC.customPurposesConsent': setBits(get(Field.PUBLISHER_CUSTOM_CONSENTS)),
    'publisherTC.customPurposesLITransparency':
      setBits(get(Field.PUBLISHER_CUSTOM_LEGITIMATE_INTERESTS)),
  };
}

// Passes all fields of a value to `set`.
export function setFields(value, set) {
  set(Field.CMP_ID, value.cmpId);
  set(Field.CMP_VERSION, value.cmpVersion);
  set(Field.CONSENT_SCREEN, value.consentScreen);
  set(Field.CONSENT_LANGUAGE, value.consentLanguage);
  set(Field.VENDOR_LIST_VERSION, value.vendorListVersion);
  set(Field.POLICY_VERSION, value.tcfPolicyVersion);
  set(Field.IS_SERVICE_SPECIFIC, value.isServiceSpecific);
  set(Field.USE_NON_STANDARD_STACKS, value.useNonStandardTexts);
  set(Field.SPECIAL_FEATURE_OPTINS, bits(value.specialFeatureOptIns, 12));
  set(Field.PURPOSE_CONSENTS, bits(value.purposesConsent, 24));
  set(Field.PURPOSE_LEGITIMATE_INTERESTS, bits(value.purposesLITransparency, 24));
  set(Field.PURPOSE_ONE_TREATMENT, value.purposeOneTreatment);
  set(Field.PUBLISHER_COUNTRY_CODE, value.publisherCC);
  set(Field.VENDOR_CONSENTS, idsOf(value.vendorConsents));
  set(Field.VENDOR_LEGITIMATE_INTERESTS, idsOf(value.vendorLegitimateInterests));
  set(
    Field.PUBLISHER_RESTRICTIONS,
    value.publisherRestrictions.map(
      ({ purposeId, restrictionType, vendors }) =>
        new RangeEntry(purposeId, TYPES.indexOf(restrictionType), idsOf(vendors)),
    ),
  );
  set(Field.VENDORS_DISCLOSED, idsOf(value.disclosedVendors ?? []));
  set(Field.VENDORS_ALLOWED, idsOf(value.allowedVendors ?? []));
  const own = value['publisherTC.numCustomPurposes'] ?? 0;
  set(Field.PUBLISHER_CONSENTS, bits(value['publisherTC.purposesConsent'] ?? [], 24));
  const interests = value['publisherTC.purposesLITransparency'] ?? [];
  set(Field.PUBLISHER_LEGITIMATE_INTERESTS, bits(interests, 24));
  set(Field.NUM_CUSTOM_PURPOSES, own);
  set(Field.PUBLISHER_CUSTOM_CONSENTS, bits(value['publisherTC.customPurposesConsent'] ?? [], own));
  set(
    Field.PUBLISHER_CUSTOM_LEGITIMATE_INTERESTS,
    bits(value['publisherTC.customPurposesLITransparency'] ?? [], own),
  );
  // Setting any other field sets the times to today; setting one time sets both.
  set(Field.CREATED, new Date(value.created * 100));
  set(Field.LAST_UPDATED, new Date(value.lastUpdated * 100));
}
