//! The same block function, built for the baseline and for AVX2, chosen at run time. Both give the same bits:
//! all state is integer or plain multiplication and addition, and nothing is fused or reordered.

#![allow(unsafe_code, reason = "calling a function built for AVX2 after checking that the machine has it")]

use super::BandSink;
use super::state::Block;

/// Simulates the trials from `first_trial` on; the first `live` of them count.
pub(crate) fn run_block<const W: usize>(block: &mut Block<'_, W>, first_trial: u64, live: usize, sink: &mut BandSink) {
    #[cfg(target_arch = "x86_64")]
    if const { W > 1 } && has_avx2() {
        // SAFETY: the features that the function is built for were found on this machine.
        unsafe { run_avx2(block, first_trial, live, sink) };
        return;
    }
    block.run(first_trial, live, sink, Block::step);
}

#[cfg(target_arch = "x86_64")]
fn has_avx2() -> bool {
    std::arch::is_x86_feature_detected!("avx2")
        && std::arch::is_x86_feature_detected!("bmi1")
        && std::arch::is_x86_feature_detected!("bmi2")
        && std::arch::is_x86_feature_detected!("lzcnt")
        && std::arch::is_x86_feature_detected!("popcnt")
}

#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx2,bmi1,bmi2,lzcnt,popcnt")]
#[allow(clippy::redundant_closure_for_method_calls, reason = "a closure is built for what this function is built for")]
fn run_avx2<const W: usize>(block: &mut Block<'_, W>, first_trial: u64, live: usize, sink: &mut BandSink) {
    block.run(first_trial, live, sink, |block, day| block.pass(day));
}
