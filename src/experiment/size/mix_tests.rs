//! The mix against complete enumeration, and against answers by hand.

use super::*;

fn close(a: f64, b: f64) {
    assert!((a - b).abs() < 1e-9, "{a} {b}");
}

/// Whole numbers that look random: the high bits of a linear congruence.
fn numbers(seed: u64) -> impl FnMut(u64) -> u64 {
    let mut state = seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1;
    move |below| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) % below
    }
}

/// Every mix of levels that trials need, and nothing: the least money that loses at most `most`.
fn enumerated(mixer: &Mixer, most: f64) -> f64 {
    let levels: Vec<Vec<f64>> = mixer
        .need
        .iter()
        .map(|need| {
            let mut levels: Vec<f64> = need.iter().map(|days| days.max(0.0)).chain([0.0]).collect();
            levels.sort_by(f64::total_cmp);
            levels.dedup();
            levels
        })
        .collect();
    let mut least = f64::INFINITY;
    let mut at = vec![0; levels.len()];
    loop {
        let mix: Mix = at.iter().zip(&levels).map(|(at, levels): (&usize, &Vec<f64>)| levels[*at]).collect();
        if mixer.money(&mix) < least && mixer.lost(&mix) <= most {
            least = mixer.money(&mix);
        }
        let Some(part) = (0..at.len()).find(|part| at[*part] + 1 < levels[*part].len()) else { return least };
        at[part] += 1;
        at[..part].fill(0);
    }
}

/// Ten trials, two parts: a day of b costs ten days of a. One trial may halt. Without the trial that needs 9 days of b,
/// 4 days of b are left; to give up the trial that needs 30 of a would save less: 30 a and 4 b are 70, 8 a and 9 b 98.
#[test]
fn the_dear_part_is_lowered_first() {
    let a = vec![30.0, 8.0, 3.0, 1.0, 0.0, 0.0, -4.0, -5.0, -5.0, -6.0];
    let b = vec![0.0, 0.0, 4.0, 9.0, 0.0, -1.0, -2.0, -3.0, 0.0, 1.0];
    let mixer = Mixer::new(vec![a, b], vec![1.0, 10.0], Harm::Halts);
    assert_eq!(mixer.plenty(), [30.0, 9.0]);
    let mix = mixer.cheapest(&[0.0, 0.0], 1.0);
    assert_eq!(mix, [30.0, 4.0]);
    close(mixer.lost(&mix), 1.0);
    close(mixer.money(&mix), 70.0);
    close(enumerated(&mixer, 1.0), 70.0);
    // The line stands for its shortest part: 5 days of b in the fourth trial.
    let days = Mixer { harm: Harm::Days, ..mixer };
    close(days.lost(&[30.0, 4.0]), 5.0);
    close(days.lost(&[0.0, 0.0]), 30.0 + 8.0 + 4.0 + 9.0 + 1.0);
}

/// Of 200 small cases with three parts and shared trouble, the least money of all mixes is met in most, and never missed
/// by more than a tenth.
#[test]
fn mixes_are_nearly_as_cheap_as_the_best_of_all() {
    let (mut met, mut worst) = (0, 1.0_f64);
    for case in 0..200 {
        let mut next = numbers(case);
        let trials = 30;
        let shared: Vec<u64> = (0..trials).map(|_| if next(4) == 0 { next(20) } else { 0 }).collect();
        let mut part = || shared.iter().map(|s| (s + next(30)) as f64 - 12.0).collect::<Vec<f64>>();
        let need = vec![part(), part(), part()];
        let price = vec![1.0 + next(5) as f64, 5.0 + next(20) as f64, 1.0 + next(40) as f64];
        let mixer = Mixer::new(need, price, Harm::Halts);
        let most = (1 + next(6)) as f64;
        let mix = mixer.cheapest(&[0.0; 3], most);
        assert!(mixer.lost(&mix) <= most);
        assert!(mixer.money(&mix) <= mixer.money(&mixer.equal_share(most)) + 1e-9);
        let ratio = mixer.money(&mix) / enumerated(&mixer, most);
        assert!(ratio >= 1.0 - 1e-9);
        met += u32::from(ratio < 1.0 + 1e-9);
        worst = worst.max(ratio);
    }
    assert!(met >= 150 && worst < 1.1, "{met} of 200 met, {worst}");
}

/// The chain rises in every part, holds the mix through which it is asked to go, and loses ever less.
#[test]
fn a_chain_rises_through_the_mix() {
    for harm in [Harm::Halts, Harm::Days] {
        let mut next = numbers(7);
        let mut part = || (0..500).map(|_| (next(60) * next(60)) as f64 / 30.0 - 40.0).collect::<Vec<f64>>();
        let mixer = Mixer::new(vec![part(), part(), part(), part()], vec![1.0, 3.0, 10.0, 40.0], harm);
        let through = mixer.cheapest(&[0.0; 4], if harm == Harm::Halts { 25.0 } else { 200.0 });
        let chain = mixer.chain(Some(&through));
        assert!(chain.contains(&through));
        assert_eq!((chain.first(), chain.last()), (Some(&vec![0.0; 4]), Some(&mixer.plenty())));
        for pair in chain.windows(2) {
            assert!(pair[0].iter().zip(&pair[1]).all(|(a, b)| a <= b));
            assert!(mixer.lost(&pair[0]) >= mixer.lost(&pair[1]));
        }
        assert!(chain.len() > 50 && chain.len() < 1_500, "{}", chain.len());
    }
}

/// Two parts that each trial needs for as long: money in one alone does nothing. From above, both are kept in step.
#[test]
fn parts_that_are_missing_together_are_bought_together() {
    let need: Vec<f64> = (1..=40).map(f64::from).collect();
    let mixer = Mixer::new(vec![need.clone(), need], vec![1.0, 7.0], Harm::Days);
    let mut mix = mixer.plenty();
    mixer.descend(&mut mix, &[0.0, 0.0], f64::INFINITY, |_, money, _| money <= 160.0);
    assert!((mix[0] - mix[1]).abs() <= 1.0 && mixer.money(&mix) > 150.0, "{mix:?}");
}
