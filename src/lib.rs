//! linestop
