/**
 * How many bytes of the engine's SQL a metric may come to. The engine reads at most 256 KiB of a statement; the rest is for
 * what is put around a metric.
 */
export const EMITTED_BYTES_MAX = 200_000
