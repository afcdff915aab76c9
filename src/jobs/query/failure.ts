/** Why a query cannot be answered, on one line, for whoever wrote it. */
export class QueryFailure extends Error {}
