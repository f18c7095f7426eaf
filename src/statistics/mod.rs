//! Accumulators that merge exactly, quantiles and intervals: pure numbers, no domain.
