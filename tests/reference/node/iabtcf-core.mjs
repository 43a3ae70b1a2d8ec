// @iabtechlabtcf/core: TCString.decode and TCString.encode.

import { GVL, PurposeRestriction, TCModel, TCString } from '@iabtechlabtcf/core';
import { answer, idsOf, runsOf } from './lines.mjs';

const TYPES = ['notAllowed', 'requireConsent', 'requireLegitimateInterest', 'undefined'];

const vector = (from) => runsOf(from.values());

function read(text) {
  const tc = TCString.decode(text);
  const common = {
    version: tc.version,
    created: tc.created.getTime() / 100,
    lastUpdated: tc.lastUpdated.getTime() / 100,
    cmpId: tc.cmpId,
    cmpVersion: tc.cmpVersion,
    consentScreen: tc.consentScreen,
    consentLanguage: tc.consentLanguage,
    vendorListVersion: tc.vendorListVersion,
  };
  if (tc.version === 1) {
    const [purposesAllowed, vendorConsents] = [tc.purposeConsents, tc.vendorConsents].map(vector);
    return { ...common, purposesAllowed, vendorConsents };
  }
  return {
    ...common,
    tcfPolicyVersion: tc.policyVersion,
    isServiceSpecific: tc.isServiceSpecific,
    useNonStandardTexts: tc.useNonStandardTexts,
    specialFeatureOptIns: vector(tc.specialFeatureOptins),
    purposesConsent: vector(tc.purposeConsents),
    purposesLITransparency: vector(tc.purposeLegitimateInterests),
    purposeOneTreatment: tc.purposeOneTreatment,
    publisherCC: tc.publisherCountryCode,
    vendorConsents: vector(tc.vendorConsents),
    vendorLegitimateInterests: vector(tc.vendorLegitimateInterests),
    publisherRestrictions: tc.publisherRestrictions.getRestrictions().map((restriction) => ({
      purposeId: restriction.purposeId,
      restrictionType: TYPES[restriction.restrictionType],
      vendors: runsOf(tc.publisherRestrictions.getVendors(restriction)),
    })),
    disclosedVendors: vector(tc.vendorsDisclosed),
    allowedVendors: vector(tc.vendorsAllowed),
    'publisherTC.purposesConsent': vector(tc.publisherConsents),
    'publisherTC.purposesLITransparency': vector(tc.publisherLegitimateInterests),
    'publisherTC.numCustomPurposes': tc.numCustomPurposes,
    'publisherTC.customPurposesConsent': vector(tc.publisherCustomConsents),
    'publisherTC.customPurposesLITransparency': vector(tc.publisherCustomLegitimateInterests),
  };
}

// Encoding requires a vendor list and drops undeclared signals. On this list, every vendor declares
// every purpose on both bases
// and as flexible.
const purposes = Array.from({ length: 63 }, (_, n) => n + 1);
const vendor = {
  purposes, legIntPurposes: purposes, flexiblePurposes: purposes, specialPurposes: [],
};
const list = new GVL({
  vendors: {}, purposes: {}, specialPurposes: {}, features: {}, specialFeatures: {},
  stacks: {}, dataCategories: {},
});
list.vendors_ = new Array(65536).fill(vendor);
list.vendorIds = { has: (id) => id > 0 && id < 65536 };
list.clone = () => list;

function write(value) {
  list.vendorListVersion = value.vendorListVersion;
  list.tcfPolicyVersion = value.tcfPolicyVersion;
  const tc = new TCModel(list);
  tc.created = new Date(value.created * 100);
  tc.lastUpdated = new Date(value.lastUpdated * 100);
  tc.cmpId = value.cmpId;
  tc.cmpVersion = value.cmpVersion;
  tc.consentScreen = value.consentScreen;
  tc.consentLanguage = value.consentLanguage;
  tc.isServiceSpecific = value.isServiceSpecific;
  tc.useNonStandardTexts = value.useNonStandardTexts;
  tc.specialFeatureOptins.set(idsOf(value.specialFeatureOptIns));
  tc.purposeConsents.set(idsOf(value.purposesConsent));
  tc.purposeLegitimateInterests.set(idsOf(value.purposesLITransparency));
  tc.purposeOneTreatment = value.purposeOneTreatment;
  tc.publisherCountryCode = value.publisherCC;
  tc.vendorConsents.set(idsOf(value.vendorConsents));
  tc.vendorLegitimateInterests.set(idsOf(value.vendorLegitimateInterests));
  for (const { purposeId, restrictionType, vendors } of value.publisherRestrictions) {
    const restriction = new PurposeRestriction(purposeId, TYPES.indexOf(restrictionType));
    idsOf(vendors).forEach((id) => tc.publisherRestrictions.add(id, restriction));
  }
  const segments = ['core'];
  if (value.disclosedVendors) {
    segments.push('vendorsDisclosed');
    tc.vendorsDisclosed.set(idsOf(value.disclosedVendors));
  }
  if (value.allowedVendors) {
    segments.push('vendorsAllowed');
    tc.vendorsAllowed.set(idsOf(value.allowedVendors));
  }
  if (value['publisherTC.purposesConsent']) {
    segments.push('publisherTC');
    tc.publisherConsents.set(idsOf(value['publisherTC.purposesConsent']));
    tc.publisherLegitimateInterests.set(idsOf(value['publisherTC.purposesLITransparency']));
    tc.numCustomPurposes = value['publisherTC.numCustomPurposes'];
    tc.publisherCustomConsents.set(idsOf(value['publisherTC.customPurposesConsent']));
    const interests = idsOf(value['publisherTC.customPurposesLITransparency']);
    tc.publisherCustomLegitimateInterests.set(interests);
  }
  return TCString.encode(tc, { segments });
}

await answer({ read, write });
