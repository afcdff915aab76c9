/** Why an import cannot go on, in words for whoever runs it. */
export class ImportFailure extends Error {}

/** Why a row was not taken; the import goes on without it. */
export class RowRefusal extends Error {}
