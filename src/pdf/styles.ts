import type { Style } from './sheet.ts'

const INK = '#1c2430'
export const GREY = '#5f6b7a'
export const RULE = '#8a94a3'
export const FAINT_RULE = '#e3e7ec'

/** The notices of drafts and of voided invoices: the box and the text in it. */
export const NOTICES = {
  DRAFT: { box: '#fff4d6', text: '#7a5200' },
  VOID: { box: '#fde3e1', text: '#9b1c13' },
} as const

export const TITLE: Style = { size: 20, weight: 'bold', color: INK }
export const NAME: Style = { size: 12, weight: 'bold', color: INK }
export const BODY: Style = { size: 9, weight: 'regular', color: INK }
export const STRONG: Style = { size: 9, weight: 'bold', color: INK }
export const LABEL: Style = { size: 9, weight: 'regular', color: GREY }
export const HEADING: Style = { size: 8, weight: 'bold', color: GREY }
export const SMALL: Style = { size: 8, weight: 'regular', color: GREY }
export const TOTAL: Style = { size: 13, weight: 'bold', color: INK }

/** How far the lines of a product stand to the right of its name. */
export const INDENT = 10
