/** What a line has where nothing else is said. */
export const PLAIN = {
  product: null,
  period: null,
  tier: null,
  listPrice: null,
  pricingGroupValues: null,
  presentationGroupValues: null,
  subscription: null,
  isProrated: false,
  scheduledCharge: null,
  discount: null,
  professionalService: null,
  commit: null,
  chargeId: null,
  metadata: null,
  netsuiteBilling: null,
} as const
