//! What people write, taken with care.

mod printable;

pub use printable::is_printable;
